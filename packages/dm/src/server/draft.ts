import type { Command, Header } from '@scomo/syncml';
import { measurer, messageOctets } from '../fit.ts';
import type { OwedStatus } from '../statuses.ts';
import type { ServerSession } from './session.ts';

export const NEXT_MESSAGE: Command = { kind: 'Alert', cmdId: '9999', code: 1222, items: [] };

/** A message being filled, within `room` octets. */
export interface Draft {
  readonly commands: Command[];
  readonly measure: (command: Command) => number;
  room: number;
  cmdId: number;
}

/** For what is known to fit. */
export function boundlessDraft(): Draft {
  return { commands: [], measure: () => 0, room: Number.POSITIVE_INFINITY, cmdId: 1 };
}

/** Room is kept from the start for the 1222 that a crowded message may need. */
export function newDraft(session: ServerSession, header: Header): Draft {
  const measure = measurer(session.encoding);
  const room = session.maxMsgSize - messageOctets(header, [], session.encoding) - measure(NEXT_MESSAGE);
  return { commands: [], measure, room, cmdId: 1 };
}

/** Room for commands in a message that has only the Status for the header and one for an Alert. */
export function roomOfEmptyMessage(session: ServerSession, header: Header): () => number {
  return () => {
    const { cred: _c, meta: _m, ...bare } = header;
    const [first] = session.owed;
    if (first === undefined) throw new Error('compose without a received message');
    const { chal: _, ...status } = { ...first, cmdId: '9999' };
    const draft = newDraft(session, bare);
    return draft.room - 2 * draft.measure(status);
  };
}

/** Puts the header's Status always, the others while they fit; returns the rest. */
export function putStatuses(draft: Draft, owed: readonly OwedStatus[]): readonly OwedStatus[] {
  for (const [index, status] of owed.entries()) {
    const command = { ...status, cmdId: String(draft.cmdId) };
    const octets = draft.measure(command);
    if (index > 0 && octets > draft.room) return owed.slice(index);
    draft.commands.push(command);
    draft.room -= octets;
    draft.cmdId += 1;
  }
  return [];
}
