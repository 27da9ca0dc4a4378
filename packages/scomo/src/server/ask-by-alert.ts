import { server } from '@scomo/dm';
import type { Command } from '@scomo/syncml';
import { SERVER_LIMITS } from '../limits.ts';
import type { ConsentAnswer, ConsentPolicy } from '../set.ts';
import { uiLanguage } from '../shown/languages.ts';
import { shownText, shownTo } from '../shown/shown.ts';
import { QUESTIONS } from '../shown/words.ts';
import { execute, type Planned, write, writeTag } from './commands.ts';
import { failTask } from './end-task.ts';
import { enterState } from './enter-state.ts';
import { before } from './find-member.ts';
import { hoursAfter } from './instant.ts';
import type { Scene, Step } from './scene.ts';
import { setName } from './set-names.ts';
import type { AskedText, DeployMember, OperationRecord, TaskFacts } from './task.ts';

/** `go`: the Exec may leave, behind the question if there is one. `stop`: nothing may be executed now. */
export type Asking =
  | { readonly kind: 'go'; readonly task: TaskFacts; readonly question?: AskedText }
  | { readonly kind: 'stop'; readonly step: Step };

const TELL = 'tell';

/**
 * Where the End User's say stands for a task on a client without our extension: it is asked with UI alerts, once a task.
 * `subject`: what it is about in words when there is no package. spec/scomo.md §7, I05
 */
export function askFirst(
  task: TaskFacts,
  policy: ConsentPolicy | undefined,
  members: readonly DeployMember[],
  subject: string,
  scene: Scene,
): Asking {
  const { now } = scene.env;
  const last = task.consent.at(-1);
  if (policy === undefined || policy.mode === 'silent') return { kind: 'go', task };
  if (policy.mode === 'tell') return tell(task, policy, members, subject, scene);
  switch (last?.answer) {
    case 'yes':
    case 'deadline':
      return { kind: 'go', task };
    case 'no-ui':
      return policy.ifNoUi === 'go' ? { kind: 'go', task } : stopped(cannotAsk(task, now));
    default:
      break;
  }
  const question = textFor(policy, members, subject, scene);
  if (policy.deadline !== undefined && Date.parse(policy.deadline) <= Date.parse(now))
    return { kind: 'go', task: withAnswer(task, question, { answer: 'deadline', by: 'policy' }, now) };
  const until = last?.until ?? now;
  if (Date.parse(until) > Date.parse(now)) return stopped(enterState(task, 'waiting', 'consent', now, until));
  return { kind: 'go', task, question };
}

/** The Exec, behind the question in one Sequence: a no leaves it out (215). spec/omadm.md §1.13 */
export function executeAsked(
  taskId: string,
  record: OperationRecord,
  question: AskedText | undefined,
): Planned {
  const { asked: _before, ...plain } = record;
  return question === undefined
    ? execute(taskId, plain)
    : execute(taskId, { ...plain, asked: question }, [alert(1101, question.shown)]);
}

/** Shown before the Exec leaves; a client that cannot show it goes on all the same. */
function tell(
  task: TaskFacts,
  policy: ConsentPolicy,
  members: readonly DeployMember[],
  subject: string,
  scene: Scene,
): Asking {
  if (task.consent.length > 0) return { kind: 'go', task };
  const { env, known } = scene;
  const text = textFor(policy, members, subject, scene);
  const code = known.sent[writeTag(task.id, TELL)];
  if (code === undefined)
    return { kind: 'stop', step: { task, send: [write(task.id, TELL, alert(1100, text.shown))] } };
  const answer = code >= 200 && code < 300 ? 'told' : 'no-ui';
  return { kind: 'go', task: withAnswer(task, text, { answer, by: 'ui-alert' }, env.now) };
}

function alert(code: 1100 | 1101, text: string): Command {
  const options = code === 1101 ? server.renderAlertOptions({ DR: '0' }) : '';
  return { kind: 'Alert', cmdId: '', code, items: [options === '' ? {} : { data: options }, { data: text }] };
}

function textFor(
  policy: ConsentPolicy,
  members: readonly DeployMember[],
  subject: string,
  { env, inventory }: Scene,
): AskedText {
  const wanted = [env.language ?? 'en', 'en'];
  const language = uiLanguage(wanted);
  const versionNow = (component: string) => before(inventory, component).from ?? undefined;
  const about = members.length === 0 ? subject : shownText(shownTo(wanted, { members, policy, versionNow }));
  const shown = policy.mode === 'ask' ? `${QUESTIONS[language]}\n${about}` : about;
  return { shown, shownDigest: env.textDigest?.(shown) ?? '', language };
}

function cannotAsk(task: TaskFacts, now: string): TaskFacts {
  const detail = 'the device cannot ask its End User, and the policy says not to go on then';
  return failTask(task, { code: 406, identifier: '', detail }, now);
}

function stopped(task: TaskFacts): Asking {
  return { kind: 'stop', step: { task, send: [] } };
}

/** An answer that the End User gave to a UI alert, by its Status. No answer in time: asked again later. spec/omadm.md §1.13 */
export function foldAnswer(task: TaskFacts, asked: AskedText, code: number, now: string): TaskFacts {
  if (code === 304 || code === 214) return withAnswer(task, asked, { answer: 'no', by: 'ui-alert' }, now);
  if (code >= 200 && code < 300) return withAnswer(task, asked, { answer: 'yes', by: 'ui-alert' }, now);
  if (code !== 408) return withAnswer(task, asked, { answer: 'no-ui', by: 'ui-alert' }, now);
  const until = hoursAfter(now, SERVER_LIMITS.askAgainHours);
  return withAnswer(task, asked, { answer: 'later', by: 'ui-alert', until }, now);
}

/** The End User has not said yes or no: the Exec behind the question was left out, and may go again. */
export function isUnanswered({ consent }: TaskFacts): boolean {
  const answer = consent.at(-1)?.answer;
  return answer === 'later' || answer === 'no-ui';
}

function withAnswer(
  task: TaskFacts,
  asked: AskedText,
  given: Pick<ConsentAnswer, 'answer' | 'by' | 'until'>,
  now: string,
): TaskFacts {
  const kept = task.consent.slice(0, SERVER_LIMITS.consentAnswersMax - 1);
  const deferrals = [...task.consent, given].filter(({ answer }) => answer === 'later').length;
  const answer = { set: setName(task.id), at: now, deferrals, ...asked, ...given };
  return { ...task, consent: [...kept, answer] };
}
