import type { Alert, Message } from '@scomo/syncml';
import { commandStatus, type OwedStatus } from '../statuses.ts';
import { oddity, type ServerEvent } from './events.ts';
import type { AlertAnswer, ServerEnv } from './session.ts';

/** What a client may send by Alert and how we answer; anything else is 406. spec/omadm.md §1.12, S7, S9 */
const ANSWERS: Readonly<Record<number, 'plain' | 'items' | 'abort' | 'broken'>> = {
  1200: 'plain',
  1201: 'plain',
  1222: 'plain',
  1223: 'abort',
  1224: 'items',
  1225: 'broken',
  1226: 'items',
};

/** Statuses and events of one Alert from a proven client. `opened` is not among them: the session says it once. */
export function takeAlert(
  alert: Alert,
  message: Message,
  env: ServerEnv,
): { readonly owed: readonly OwedStatus[]; readonly events: readonly ServerEvent[] } {
  if (alert.code === undefined) return { owed: [commandStatus(message, alert, 412)], events: [] };
  const ok = [commandStatus(message, alert, 200)];
  switch (ANSWERS[alert.code]) {
    case 'plain':
      return { owed: ok, events: [] };
    case 'abort':
      return { owed: ok, events: [{ type: 'aborted' }] };
    case 'broken':
      return {
        owed: ok,
        events: [oddity('the client says an object was broken off (1225)')],
      };
    case 'items':
      return takeItems(alert, alert.code === 1224 ? 1224 : 1226, message, env);
    default:
      return { owed: [commandStatus(message, alert, 406)], events: [] };
  }
}

/** 1224 and 1226: one Status when all Items fare alike, else one each, told apart by SourceRef. spec/omadm.md §1.14 */
function takeItems(
  alert: Alert,
  code: 1224 | 1226,
  message: Message,
  env: ServerEnv,
): { readonly owed: readonly OwedStatus[]; readonly events: readonly ServerEvent[] } {
  if (alert.items.length === 0) return { owed: [commandStatus(message, alert, 412)], events: [] };
  const correlator = alert.correlator?.trim() ?? '';
  const events: ServerEvent[] = [
    { type: 'alert', code, ...(correlator === '' ? {} : { correlator }), items: alert.items },
  ];
  const answers = alert.items.map((item) => asAnswer(env.alertStatus(code, item, correlator)));
  const [first = { code: 200 }] = answers;
  if (answers.every((one) => one.code === first.code && one.words === undefined))
    return { owed: [commandStatus(message, alert, first.code)], events };
  const owed = alert.items.map((item, index) => {
    const { code: said, words } = answers[index] ?? first;
    const uri = answers.length === 1 ? undefined : item.source?.locUri;
    const status = commandStatus(message, alert, said, uri === undefined ? [] : [uri]);
    return words === undefined ? status : { ...status, items: [{ data: words }] };
  });
  return { owed, events };
}

function asAnswer(answer: AlertAnswer): { readonly code: number; readonly words?: string } {
  return typeof answer === 'number' ? { code: answer } : answer;
}
