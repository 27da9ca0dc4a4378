import { base64Decode, base64Encode } from '@scomo/syncml';
import type { StoredSession, WaitingSession } from '../ports.ts';

/** The session a message is of, and the open one of a proven device that stands behind it. */
export interface Picked {
  readonly session?: StoredSession;
  readonly behind?: StoredSession;
}

/** Chooses between the session of a device and one that has begun beside it but has proven nothing yet. */
export function pickSession(
  stored: StoredSession | undefined,
  { token, digest }: { readonly token: string | undefined; readonly digest: string },
  equal: (a: string, b: string) => boolean,
): Picked {
  if (stored?.challenger === undefined) return stored === undefined ? {} : { session: stored };
  const { challenger, ...behind } = stored;
  const isOf = token === undefined ? digest === challenger.requestDigest : equal(token, challenger.token);
  if (!isOf) return { session: behind };
  return { session: { ...challenger, reply: base64Decode(challenger.reply) ?? new Uint8Array() }, behind };
}

/** The open session of a proven device: no stranger's first message may end it. spec/omadm.md §9.4 */
export function standing(session: StoredSession | undefined): StoredSession | undefined {
  const open = session?.session.clientProven && session.session.state !== 'closed';
  return open ? session : undefined;
}

/** What to keep after a turn: the older session goes once the newer one has proven itself. */
export function keptSession(newer: StoredSession, behind: StoredSession | undefined): StoredSession {
  if (behind === undefined || newer.session.clientProven) return newer;
  const { reply, challenger: _, ...rest } = newer;
  const challenger: WaitingSession = { ...rest, reply: base64Encode(reply) };
  return { ...behind, challenger };
}
