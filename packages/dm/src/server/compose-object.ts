import type { Header } from '@scomo/syncml';
import { NEXT_MESSAGE, newDraft, putStatuses, roomOfEmptyMessage } from './draft.ts';
import { pendingOf } from './match-pending.ts';
import { partOf } from './send-object.ts';
import type { Composed, Sending, ServerSession, Slice } from './session.ts';

/**
 * The answer with the next part of an object, alone after the statuses and without Final until the last one; a
 * number when the object cannot be sent, and the status it counts as. spec/omadm.md §1.7 state L, §4.2
 */
export function composeObject(
  session: ServerSession,
  next: Sending,
  header: Header,
  slice: Slice | undefined,
): Omit<Composed, 'taken' | 'unsent'> | 413 | 500 {
  const serverMsgId = session.serverMsgId + 1;
  const draft = newDraft(session, header);
  const left = putStatuses(draft, session.owed);
  const { login, sending: _, ...rest } = session;
  const after: ServerSession = {
    ...rest,
    serverMsgId,
    proof: login === undefined ? session.proof : 'sent',
    atRisk: [],
    owed: left,
  };
  // The part itself goes on with the session: no 1222 stands beside it.
  draft.room += draft.measure(NEXT_MESSAGE);
  const part = left.length === 0 ? partOf(next, session, draft, slice) : ({ kind: 'noRoom' } as const);
  if (part.kind === 'unsent') return part.code;
  if (part.kind === 'noRoom') {
    const emptier = left.length > 0 || draft.room < roomOfEmptyMessage(session, header)();
    if (session.state === 'object' || !emptier) return 413;
    draft.commands.push({ ...NEXT_MESSAGE, cmdId: String(draft.cmdId) });
    const waiting: ServerSession = { ...after, state: 'moreFromClient' };
    return { session: waiting, message: { header, commands: draft.commands, final: false } };
  }
  const { tag, command: bare, object } = next;
  const command = { ...part.command, cmdId: String(draft.cmdId) };
  return {
    session: {
      ...after,
      state: part.last ? 'statuses' : 'object',
      ...(part.last ? {} : { sending: { ...next, offset: part.offset } }),
      atRisk: login === undefined ? [] : [{ tag, command: bare, object }],
      pending: [...session.pending, ...pendingOf({ tag, command }, String(serverMsgId))],
    },
    message: { header, commands: [...draft.commands, command], final: part.last },
  };
}
