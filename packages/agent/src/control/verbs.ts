import { parseWish } from '@scomo/scomo';
import { LIMITS } from '../base/limits.ts';
import type { Context } from '../context.ts';
import { readFact } from '../journal/facts.ts';
import type { Journal } from '../journal/journal.ts';
import { openOrders } from '../journal/orders.ts';
import { accountFor, listOffers } from '../requests/offers.ts';
import { type AskedFor, ask, askedFor } from '../requests/requests.ts';
import type { LastSession } from '../session/run-session.ts';

/** What the local socket is asked for: a verb, and what it needs. */
export type ControlRequest = Readonly<Record<string, unknown>>;

/** Works for one line of the socket; throws ControlError for what the caller got wrong. */
export type Verb = (contexts: readonly Context[], request: ControlRequest) => Promise<unknown>;

/** The caller's fault, in words. */
export class ControlError extends Error {}

/** What `ask` gives back. */
export interface Asked {
  readonly requests: readonly AskedFor[];
  /** Orders that are open now. */
  readonly orders: number;
}

/** Everything that a running agent does for other programs of its user. docs/requests.md */
export const VERBS: Readonly<Record<string, Verb>> = {
  ask: async (contexts, request) => {
    const ids = askAll(contexts, request.wish);
    return answersTo(contexts, ids);
  },
  offers: async ([context]) => (context === undefined ? [] : listOffers(context)),
};

/** Asks the server that offers the component, or all servers for updates. The End User's word. */
export function askAll(contexts: readonly Context[], wish: unknown): readonly number[] {
  if (wish === undefined) return contexts.map((context) => ask(context, 'user'));
  const read = parseWish(JSON.stringify(wish));
  if (read === undefined) throw new ControlError('wish must name a component and an operation');
  const account = accountFor(contexts, read.component);
  return account === undefined ? [] : [ask(account, 'user', read)];
}

/** The requests once their servers have answered, or as they are when that takes too long. */
async function answersTo(contexts: readonly Context[], ids: readonly number[]): Promise<Asked> {
  const [context] = contexts;
  if (context === undefined) return { requests: [], orders: 0 };
  const { journal, signal } = context;
  const deadline = performance.now() + LIMITS.answerWaitMs;
  for (;;) {
    const requests = askedFor(journal, LIMITS.requestsKept).filter(({ id }) => ids.includes(id));
    const over = requests.every((request) => isOver(journal, request));
    if (over || signal.aborted || performance.now() > deadline)
      return { requests, orders: openOrders(journal).length };
    await new Promise((done) => setTimeout(done, LIMITS.answerLookMs));
  }
}

/** The session that brought the answer is over: it may have brought orders as well. */
function isOver(journal: Journal, { serverId, answeredAt }: AskedFor): boolean {
  const last = readFact<LastSession>(journal, `lastSession ${serverId}`);
  return answeredAt !== undefined && last !== undefined && last.at >= answeredAt;
}
