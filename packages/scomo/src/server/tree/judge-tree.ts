import { statusName } from '@scomo/syncml';
import { SERVER_LIMITS } from '../../limits.ts';
import type { Planned } from '../commands.ts';
import { enterState, stateBeforeAnswer } from '../enter-state.ts';
import type { Knowledge } from '../knowledge.ts';
import { statusOutcome } from '../operation-outcome.ts';
import type { Step } from '../scene.ts';
import type { TaskFacts, TreeOrder } from '../task.ts';
import { blankSecrets } from './blank-secrets.ts';
import { buildCommand } from './build-command.ts';
import { causeOf } from './cause.ts';
import { treeTag } from './fold-outcome.ts';
import { awaitsReport, type CommandOutcome, type TreeCommand } from './tree-command.ts';

/**
 * What a tree task sends next, and whether it is over. To be called when the peer has said all it will say: a command
 * of this session without a Status gets none, one of an earlier session has lost it. Such a command is never sent
 * again, for nobody knows whether it was done; only a get is.
 */
export function judgeTree(task: TaskFacts, order: TreeOrder, known: Knowledge, now: string): Step {
  const send: Planned[] = [];
  let outcomes = task.outcomes ?? [];
  for (const [index, command] of order.commands.entries()) {
    const verdict = verdictOn(outcomes, index, known.sent[treeTag(task.id, index)] !== undefined);
    if (verdict === 'send') {
      send.push(plan(task.id, index, command));
      outcomes = mapped(outcomes, index, unanswered);
    } else if (verdict !== 'over')
      outcomes = mapped(outcomes, index, (each, all) => ended(each, all, verdict, now));
  }
  const judged = { ...task, outcomes };
  if (send.length > 0)
    return { task: enterState(judged, stateBeforeAnswer(task), 'sent to the device', now), send };
  const waiting = outcomes.filter(awaitsReport);
  if (waiting.length === 0) return { task: endTree(judged, now), send };
  const names = waiting.map(({ uri = '' }) => uri).join(', ');
  return { task: enterState(judged, 'waiting', `report: the device works on ${names}`, now), send };
}

/** Remembers that the commands in `tags` have left, with everything inside them; the secrets in them are no longer kept. */
export function withTreeSent(task: TaskFacts, tags: readonly string[], now: string): TaskFacts {
  const { order, outcomes } = task;
  if (outcomes === undefined || order.kind !== 'tree') return task;
  const isLeft = (index: number) => tags.includes(treeTag(task.id, index));
  if (!order.commands.some((_, index) => isLeft(index))) return task;
  const commands = order.commands.flatMap((command, index) =>
    isLeft(index) ? blankSecrets([command]) : [command],
  );
  return {
    ...task,
    order: { ...order, commands },
    outcomes: outcomes.map((outcome) =>
      isLeft(outcome.path[0] ?? 0) ? { ...outcome, sentAt: now, tries: (outcome.tries ?? 0) + 1 } : outcome,
    ),
  };
}

function plan(taskId: string, index: number, command: TreeCommand): Planned {
  const reads = command.kind === 'get' || command.kind === 'alert';
  return {
    tagged: { tag: treeTag(taskId, index), command: buildCommand(command) },
    ...(reads ? {} : { changes: true }),
  };
}

type Verdict = 'over' | 'send' | NonNullable<CommandOutcome['unknown']>;

/** A get is whole when its Results, or a Status that promises none, came in this very session. */
function verdictOn(outcomes: readonly CommandOutcome[], index: number, sentNow: boolean): Verdict {
  const head = outcomes.find(({ path }) => path.length === 1 && path[0] === index);
  if (head === undefined || head.endedAt !== undefined) return 'over';
  if (head.sentAt === undefined) return 'send';
  if (head.kind === 'get') {
    const refused = head.status !== undefined && !['done', 'open'].includes(statusOutcome(head.status));
    const whole = sentNow && (refused || head.results !== undefined);
    if (!whole && (head.tries ?? 0) < SERVER_LIMITS.treeReadTriesMax) return 'send';
  }
  return sentNow ? 'no status' : 'session lost';
}

/** A get that goes out again starts anew: what came of its first try may be half of it. */
function unanswered(outcome: CommandOutcome): CommandOutcome {
  const { status: _s, results: _r, resultsLeftOut: _l, answers: _a, ...rest } = outcome;
  return rest;
}

function ended(
  outcome: CommandOutcome,
  all: readonly CommandOutcome[],
  silence: NonNullable<CommandOutcome['unknown']>,
  now: string,
): CommandOutcome {
  return isSettled(outcome, all)
    ? { ...outcome, endedAt: now }
    : { ...outcome, unknown: silence, endedAt: now };
}

/** Has its Status, or needs none: peers are silent on what stood in a refused container, or on the container itself. spec/peers.md A6 */
function isSettled(outcome: CommandOutcome, all: readonly CommandOutcome[]): boolean {
  if (outcome.status !== undefined || outcome.results !== undefined) return true;
  const inside = all.filter(
    ({ path }) => path.length === outcome.path.length + 1 && startsWith(path, outcome.path),
  );
  if (inside.length > 0 && inside.every(({ status }) => status !== undefined)) return true;
  return all.some(({ path, status = 0 }) => status >= 400 && startsWith(outcome.path, path));
}

function startsWith(path: readonly number[], beginning: readonly number[]): boolean {
  return path.length > beginning.length && beginning.every((step, index) => path[index] === step);
}

function mapped(
  outcomes: readonly CommandOutcome[],
  index: number,
  change: (outcome: CommandOutcome, all: readonly CommandOutcome[]) => CommandOutcome,
): readonly CommandOutcome[] {
  return outcomes.map((outcome) => (outcome.path[0] === index ? change(outcome, outcomes) : outcome));
}

function endTree(task: TaskFacts, now: string): TaskFacts {
  const cause = causeOf(task.outcomes ?? []);
  if (cause === undefined) return enterState(task, 'verified', 'every command was answered', now);
  const { path, kind, uri, status, unknown } = cause.outcome;
  const place = `command ${path.map((step) => step + 1).join('.')}, ${kind}${uri === undefined ? '' : ` ${uri}`}`;
  const why =
    cause.code === undefined
      ? `${unknown}: nobody knows whether it was done`
      : `${nameOf(cause.code)} (${cause.code})`;
  const also = task.outcomes?.some((outcome) => outcome.status === 516) && status !== 516;
  const reason = `${place}: ${why}${also ? '; the roll-back failed (516)' : ''}`;
  const state = cause.declined ? 'declined' : 'failed';
  return {
    ...enterState(task, state, reason, now),
    ...(cause.code === undefined ? {} : { code: cause.code }),
  };
}

function nameOf(code: number): string {
  return code === 304 ? 'the End User said no' : code === 214 ? 'the End User cancelled' : statusName(code);
}
