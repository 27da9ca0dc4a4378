import { type ServerEvent, server } from '@scomo/dm';
import {
  applyEvents,
  type Folded,
  type Inventory,
  type Next,
  nextCommands,
  type ReconcileEnv,
  type UpdateCheck,
} from '@scomo/scomo';
import type { Task } from '../model.ts';
import type { CheckResult } from '../requests/take-check.ts';
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
  /** Tasks that a check for updates has brought; they stand last among the settled ones. */
  readonly ordered: readonly Task[];
}

/** What an answer needs from the program. */
export interface RespondPorts extends Pick<TurnEnv, 'readObject'> {
  takeCheck(check: UpdateCheck, inventory: Inventory): Promise<CheckResult>;
}

/** Finds the next commands and puts them into a message, those that are `turning` secrets before all others. When none of them can be sent at all, that is thought over at once. */
export async function respond(
  received: server.Received,
  folded: Folded,
  ways: ReconcileEnv,
  serverEnv: server.ServerEnv,
  env: RespondPorts,
  turning: readonly server.TaggedCommand[] = [],
  tries = TRIES_MAX,
): Promise<Response> {
  const { session, account } = received;
  const turns = turning.length > 0 && mayAsk(session);
  const { next, ordered } =
    !turns && mayAsk(session) ? await nextOf(folded, ways, env) : { next: undefined, ordered: [] };
  const hello = next?.commands.length === 0 ? greeting(session, account, folded.known) : [];
  const offered = turns ? turning : hello.length > 0 ? hello : (next?.commands ?? []);
  const slice = await readSlice(session, offered, env);
  const composed = server.compose(session, offered, serverEnv, slice);
  const sent = next?.sent(composed.taken) ?? folded;
  const settled = applyEvents(sent.known, sent.tasks, composed.unsent.map(neverSent), ways.now);
  const inVain = composed.taken > 0 && composed.unsent.length === composed.taken;
  if (next !== undefined && inVain && tries > 1) {
    const again = await respond(received, settled, ways, serverEnv, env, [], tries - 1);
    const all = [...ordered, ...again.ordered];
    return { ...again, inventory: again.inventory ?? next.inventory, ordered: all };
  }
  return { inventory: next?.inventory, composed, settled, greets: hello.length > 0, ordered };
}

/** The next commands; when the inventory that a check for updates has waited for is there, those of what is due too. */
async function nextOf(
  folded: Folded,
  ways: ReconcileEnv,
  env: RespondPorts,
): Promise<{ readonly next: Next; readonly ordered: readonly Task[] }> {
  const next = nextCommands(folded.known, folded.tasks, ways);
  const { check, ...known } = next.sent(0).known;
  if (check === undefined || known.inventory === undefined) return { next, ordered: [] };
  const { tasks, offers } = await env.takeCheck(check, known.inventory);
  const more = nextCommands(
    offers === undefined ? known : { ...known, offers },
    [...folded.tasks, ...tasks],
    ways,
  );
  const { inventory = more.inventory } = next;
  return { next: inventory === undefined ? more : { ...more, inventory }, ordered: tasks };
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
