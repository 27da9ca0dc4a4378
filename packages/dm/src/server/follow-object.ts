import type { Message } from '@scomo/syncml';
import { oddity, type ServerEvent } from './events.ts';
import type { ServerSession, TaggedCommand } from './session.ts';

/** How the object that we are sending fared: `going` on, or over. */
export interface Followed {
  readonly session: ServerSession;
  readonly events: readonly ServerEvent[];
  readonly going: boolean;
}

/**
 * Reads from the answer to a chunk whether the next one may go. 213 is no news, nor is silence; a refusal or 1225 ends
 * the object and comes out as the one Status of its command. A client may say 1223 with its refusal and yet go on.
 * spec/omadm.md §4.2, §4.4, peers A8
 */
export function followObject(
  session: ServerSession,
  message: Message,
  events: readonly ServerEvent[],
): Followed {
  const { sending, ...over } = session;
  if (sending === undefined) return { session, events, going: false };
  const { tag } = sending;
  const isOwn = (event: ServerEvent) => event.type === 'status' && event.tag === tag && event.code < 300;
  const told = events.filter((event) => !isOwn(event));
  const refused = told.some((event) => event.type === 'status' && event.tag === tag);
  const broken = message.commands.some((command) => command.kind === 'Alert' && command.code === 1225);
  const pending = session.pending.filter((row) => row.tag !== tag);
  if (!refused && !broken) {
    return {
      session: { ...session, chunkCount: session.chunkCount + 1, pending },
      events: told,
      going: true,
    };
  }
  const end: ServerEvent = { type: 'status', tag, path: [], code: 1225, items: [] };
  const goesOn = told.map((event) =>
    event.type === 'aborted' ? oddity('the client said 1223 with its refusal of an object') : event,
  );
  return { session: { ...over, pending }, events: refused ? goesOn : [...goesOn, end], going: false };
}

/** The client did nothing of our last message: what it held of the object counts for nothing, it goes from the start. */
export function restartObject(session: ServerSession): ServerSession {
  const { sending, ...rest } = session;
  if (sending === undefined) return session;
  const { tag, command, object } = sending;
  const others = session.unproven.filter((row) => row.tag !== tag);
  const again: TaggedCommand = { tag, command, object };
  return { ...rest, unproven: [again, ...others] };
}
