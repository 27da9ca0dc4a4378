import { type ServerEvent, server } from '@scomo/dm';
import { applyEvents, type Folded, type Inventory, nextCommands, type ReconcileEnv } from '@scomo/scomo';
import { greeting } from './greeting.ts';
import type { TurnEnv } from './turn-env.ts';

/** Messages made for one answer before something may stay unsaid in it. */
const TRIES_MAX = 4;

/** What goes out, and the facts that follow from it. */
export interface Response {
  readonly inventory: Inventory | undefined;
  readonly composed: server.Composed;
  readonly settled: Folded;
  readonly greets: boolean;
}

/** Finds the next commands and puts them into a message, those that are `turning` secrets before all others. When none of them can be sent at all, that is thought over at once. */
export async function respond(
  received: server.Received,
  folded: Folded,
  ways: ReconcileEnv,
  serverEnv: server.ServerEnv,
  env: Pick<TurnEnv, 'readObject'>,
  turning: readonly server.TaggedCommand[] = [],
  tries = TRIES_MAX,
): Promise<Response> {
  const { session, account } = received;
  const turns = turning.length > 0 && mayAsk(session);
  const next = !turns && mayAsk(session) ? nextCommands(folded.known, folded.tasks, ways) : undefined;
  const hello = next?.commands.length === 0 ? greeting(session, account, folded.known) : [];
  const offered = turns ? turning : hello.length > 0 ? hello : (next?.commands ?? []);
  const slice = await readSlice(session, offered, env);
  const composed = server.compose(session, offered, serverEnv, slice);
  const sent = next?.sent(composed.taken) ?? folded;
  const settled = applyEvents(sent.known, sent.tasks, composed.unsent.map(neverSent), ways.now);
  const inVain = composed.taken > 0 && composed.unsent.length === composed.taken;
  if (next !== undefined && inVain && tries > 1) {
    const again = await respond(received, settled, ways, serverEnv, env, [], tries - 1);
    return { ...again, inventory: again.inventory ?? next.inventory };
  }
  return { inventory: next?.inventory, composed, settled, greets: hello.length > 0 };
}

async function readSlice(
  session: server.ServerSession,
  offered: readonly server.TaggedCommand[],
  env: Pick<TurnEnv, 'readObject'>,
): Promise<server.Slice | undefined> {
  const wanted = server.wantedSlice(session, offered);
  if (wanted === undefined) return undefined;
  const { ref, offset, length } = wanted;
  const octets = await env.readObject(ref, offset, length);
  return octets === undefined ? undefined : { ref, offset, octets };
}

/** Commands that the client refused for want of our proof go out again first: until then nothing new is concluded. */
function mayAsk(session: server.ServerSession): boolean {
  return server.mayCommand(session) && session.unproven.length === 0;
}

/** A command that could not be sent counts as refused. */
function neverSent({ tag, code }: { readonly tag: string; readonly code: number }): ServerEvent {
  return { type: 'status', tag, path: [], code, items: [] };
}
