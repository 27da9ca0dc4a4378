import { server } from '@scomo/dm';
import type { Message } from '@scomo/syncml';
import type { StoredSession } from '../ports.ts';

/** A request repeated within this time gets the same reply; later it is a replay. security.md P8 */
export const RESEND_SECONDS_MAX = 120;

/** What a message is to the session that is stored for its device. */
export type MessageKind =
  | 'opening'
  | 'next'
  /** The newest request once more. */
  | 'resent'
  /** Of a session that is over. */
  | 'late'
  /** Of no session, or without the session's token. */
  | 'foreign'
  /** Of the session, but out of step. */
  | 'confused';

export interface Arrival {
  readonly message: Message;
  /** SHA-256 hex of the request. */
  readonly digest: string;
  readonly token: string | undefined;
  readonly now: string;
}

/** Sorts a message before anything is believed. spec/omadm.md §9.4, security.md P8 */
export function sortMessage(
  stored: StoredSession | undefined,
  arrival: Arrival,
  equal: (a: string, b: string) => boolean,
): MessageKind {
  const { message, token } = arrival;
  const fresh = server.isFreshStart(message);
  const holdsToken = stored !== undefined && token !== undefined && equal(token, stored.token);
  if (stored !== undefined && isNewest(stored, arrival) && (fresh || holdsToken)) return 'resent';
  if (fresh) return 'opening';
  // Without the token nobody learns whether there is such a device, or a session of it. security.md A14
  if (!holdsToken) return 'foreign';
  if (stored.session.state === 'closed') return 'late';
  return stored.session.sessionId === message.header.sessionId &&
    stored.session.clientMsgId !== message.header.msgId
    ? 'next'
    : 'confused';
}

function isNewest(stored: StoredSession, { message, digest, now }: Arrival): boolean {
  const age = Date.parse(now) - Date.parse(stored.repliedAt);
  return (
    stored.requestDigest === digest &&
    stored.session.sessionId === message.header.sessionId &&
    stored.session.clientMsgId === message.header.msgId &&
    age <= RESEND_SECONDS_MAX * 1000
  );
}
