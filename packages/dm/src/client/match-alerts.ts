import type { Message } from '@scomo/syncml';
import { LIMITS } from '../limits.ts';
import type { ClientEvent, ClientSession } from './session.ts';

/** Statuses of our alerts: each answered alert is reported once and not sent again. spec/omadm.md §1.14 */
export function matchAlerts(
  session: ClientSession,
  message: Message,
): { readonly session: ClientSession; readonly events: readonly ClientEvent[] } {
  const newest = String(session.msgId);
  const codes = new Map<string, number>();
  const words = new Map<string, string>();
  for (const status of message.commands) {
    if (status.kind !== 'Status') continue;
    const msgId = status.msgRef === '' ? newest : status.msgRef;
    const row = session.sentAlerts.find((sent) => sent.msgId === msgId && sent.cmdId === status.cmdRef);
    // Several Statuses for the Items of one alert: the worst counts.
    if (row === undefined) continue;
    codes.set(row.tag, Math.max(codes.get(row.tag) ?? 0, status.code));
    const text = status.items[0]?.data;
    if (typeof text === 'string') words.set(row.tag, text.slice(0, LIMITS.alertWordsCharsMax));
  }
  if (codes.size === 0) return { session, events: [] };
  return {
    session: {
      ...session,
      alerts: session.alerts.filter(({ tag }) => !codes.has(tag)),
      sentAlerts: session.sentAlerts.filter(({ tag }) => !codes.has(tag)),
      outbox: session.outbox.filter(({ tag }) => tag === undefined || !codes.has(tag)),
    },
    events: [...codes].map(([tag, code]) => {
      const said = words.get(tag);
      return { type: 'alertAnswered', tag, code, ...(said === undefined ? {} : { words: said }) };
    }),
  };
}
