import type { server } from '@scomo/dm';
import { requestItems, requestOf, type WishAnswer } from '@scomo/scomo';
import type { Item, Message } from '@scomo/syncml';
import type { Task } from '../model.ts';
import type { TurnState } from '../ports.ts';
import { judgeWish } from './judge-wish.ts';
import { asAsked, lookUp } from './look-up.ts';
import type { RequestPorts } from './request-ports.ts';

/** Answers to the requests of one message, and what is to be done once its sender is proven. */
export interface Answers {
  /** Undefined: the Item asks for nothing. */
  statusOf(item: Item): server.AlertAnswer | undefined;
  /** Tasks that the wishes in it bring about. */
  readonly tasks: readonly Task[];
}

/** Thinks over what the requests of a message ask for, by its name. Nothing is kept. `since`: when the session began. docs/requests.md */
export async function answerRequests(
  { device, tasks: open }: TurnState,
  message: Message,
  since: string,
  now: string,
  ports: RequestPorts,
): Promise<Answers> {
  const items = requestItems(message.commands);
  // 200: it is acted on in this session. spec/scomo.md §2.12
  const code = open.some(isUnderWay) ? 202 : 200;
  const said = new Map<string, WishAnswer>();
  const tasks: Task[] = [];
  const asker = items.some((item) => requestOf(item)?.wish !== undefined)
    ? { device, since, ...(await lookUp(device, ports)) }
    : undefined;
  for (const item of items) {
    const { wish, by } = requestOf(item) ?? {};
    if (wish === undefined || by === undefined || asker === undefined || said.has(keyOf(item))) continue;
    const all = { ...asker, asked: [...tasks.flatMap(asAsked), ...asker.asked] };
    const judged = await judgeWish(all, wish, by, now, ports);
    said.set(keyOf(item), judged.answer);
    if (judged.task !== undefined) tasks.push(judged.task);
  }
  return {
    tasks,
    statusOf(item) {
      const request = requestOf(item);
      if (request === undefined || item.data === undefined) return undefined;
      if (request.wish === undefined) return code;
      const answer = said.get(keyOf(item)) ?? TOO_MANY;
      return { code: answer.answer === 'refused' ? 200 : code, words: JSON.stringify(answer) };
    },
  };
}

const TOO_MANY: WishAnswer = { answer: 'refused', reason: 'too many requests in one message' };

function keyOf({ source, meta, data }: Item): string {
  return JSON.stringify([source?.locUri, meta?.type, data]);
}

/** The device is at work on it: what is ordered now waits. */
function isUnderWay({ order, operations }: Task): boolean {
  return (
    order.kind !== 'inventory' &&
    order.kind !== 'tree' &&
    operations.some(({ endedAt, status }) => status === 202 && endedAt === undefined)
  );
}
