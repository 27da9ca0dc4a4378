import type { ServerEvent } from '@scomo/dm';
import { type Knowledge, NOTHING_KNOWN } from '@scomo/scomo';
import { type Encoding, encode, type Message } from '@scomo/syncml';
import type { SessionMessage, SessionRecord, TaskEvent } from '../model.ts';
import type { StoredSession, TurnSave, TurnState } from '../ports.ts';
import { reasonOf } from '../requests/judge-wish.ts';
import { triggerIds } from '../wake-up/trigger-ids.ts';
import { blankMessage, withoutToken } from './blank-message.ts';
import { keptSession } from './challenger.ts';
import type { TurnResult } from './run-turn.ts';

/** The request and the answer of a turn. */
export interface Exchange {
  readonly message: Message;
  readonly bytes: Uint8Array;
  readonly digest: string;
  readonly reply: Uint8Array;
  readonly replyMac?: string;
  readonly encoding: Encoding;
  readonly now: string;
}

/** What must be stored before the answer leaves. */
export function makeSave(
  state: TurnState,
  result: TurnResult,
  exchange: Exchange,
  behind?: StoredSession,
): TurnSave {
  const { now } = exchange;
  const tasks = result.tasks.filter((task, index) => task !== state.tasks[index]);
  const info = newInfo(state, result);
  return {
    ...idlePart(state, result, exchange, behind),
    ...(tasks.length === 0 ? {} : { tasks, events: taskEvents(state, result, now) }),
    ...(info === undefined ? {} : { info }),
    ...(result.rotation === undefined ? {} : { rotation: result.rotation }),
    ...(result.chunk === undefined ? {} : { chunk: result.chunk }),
    ...(result.learnt === undefined ? {} : { learnt: result.learnt }),
    ...(result.inventory === undefined ? {} : { inventory: result.inventory }),
    ...opened(result),
    record: sessionRecord(state, result, now),
    messages: sessionMessages(result, exchange),
  };
}

/** What may be stored a little later, or be lost: nonces, last seen, and the reply in case the request is repeated. */
export function idlePart(
  state: TurnState,
  result: TurnResult,
  exchange: Exchange,
  behind?: StoredSession,
): TurnSave {
  return {
    deviceId: state.device.deviceId,
    revision: state.revision,
    ...(result.kept === state.account ? {} : { account: result.kept }),
    session: keptSession(storedSession(result, exchange), behind),
    seenAt: result.session.clientProven ? exchange.now : null,
  };
}

/** True for a proven device's check-in of one message that changed nothing worth a transaction. design.md §1.4 */
export function isIdle(state: TurnState, result: TurnResult): boolean {
  const { session, events } = result;
  return (
    session.clientProven &&
    session.state === 'closed' &&
    session.messageCount === 1 &&
    result.inventory === undefined &&
    result.chunk === undefined &&
    result.rotation === undefined &&
    result.learnt === undefined &&
    result.tasks.every((task, index) => task === state.tasks[index]) &&
    newInfo(state, result) === undefined &&
    events.every((event) => !isWorthKeeping(event))
  );
}

/** A session that a wake-up may have asked for is kept: it answers it. */
function isWorthKeeping(event: ServerEvent): boolean {
  return (
    event.type === 'alert' ||
    event.type === 'aborted' ||
    event.type === 'oddity' ||
    (event.type === 'opened' && event.reason === 'server')
  );
}

function opened({ events, frame, session }: TurnResult): Pick<TurnSave, 'opened'> {
  if (!events.some((event) => event.type === 'opened')) return {};
  return { opened: { sessionKey: frame.key, triggerIds: triggerIds(session.sessionId) } };
}

/** A closed session is kept for its reply only. */
function storedSession(result: TurnResult, exchange: Exchange): StoredSession {
  const closed = result.session.state === 'closed';
  const known: Knowledge = closed ? NOTHING_KNOWN : result.known;
  return {
    ...result.frame,
    session: closed ? { ...result.session, pending: [], atRisk: [], unproven: [] } : result.session,
    known,
    ...(result.secret === true
      ? { requestDigest: '', reply: new Uint8Array() }
      : {
          requestDigest: exchange.digest,
          reply: exchange.reply,
          ...(exchange.replyMac === undefined ? {} : { replyMac: exchange.replyMac }),
        }),
    repliedAt: exchange.now,
  };
}

/** DevInfo when it differs from what is stored. */
function newInfo(state: TurnState, result: TurnResult): Readonly<Record<string, string>> | undefined {
  const told = result.events.findLast((event) => event.type === 'devInfo');
  if (told === undefined || !result.session.clientProven) return undefined;
  const entries = Object.entries(told.values).map(([name, value]) => [plain(name), plain(value)]);
  const changed = entries.some(([name = '', value]) => state.device.info[name] !== value);
  return changed ? { ...state.device.info, ...Object.fromEntries(entries) } : undefined;
}

function taskEvents(state: TurnState, result: TurnResult, at: string): readonly TaskEvent[] {
  return result.tasks.flatMap((task, index) => {
    const before = state.tasks[index];
    if (before !== undefined && before.state === task.state && before.reason === task.reason) return [];
    const { id: taskId, state: entered, reason } = task;
    const event = { taskId, at, state: entered, reason, sessionKey: result.frame.key };
    return before === undefined && task.origin !== undefined
      ? [{ ...event, state: 'planned', reason: reasonOf(task.origin.by) }, event]
      : [event];
  });
}

function sessionRecord(state: TurnState, result: TurnResult, now: string): SessionRecord {
  const { session, frame } = result;
  return {
    key: frame.key,
    deviceId: state.device.deviceId,
    sessionId: plain(session.sessionId),
    startedAt: frame.startedAt,
    ...(session.state === 'closed' ? { endedAt: now } : {}),
    messages: session.messageCount,
    outcome: outcomeOf(result),
  };
}

/** For people: `open`, `done`, `refused`, `aborted`. */
function outcomeOf({ session, events }: TurnResult): string {
  if (session.state !== 'closed') return 'open';
  if (!session.clientProven || session.proof === 'refused') return 'refused';
  return events.some((event) => event.type === 'aborted') ? 'aborted' : 'done';
}

function sessionMessages(result: TurnResult, exchange: Exchange): readonly SessionMessage[] {
  const { encoding, now: at } = exchange;
  const { key: sessionKey, token } = result.frame;
  const index = 2 * (result.session.serverMsgId - 1);
  const keep = (message: Message, bytes: Uint8Array) => {
    const blanked = blankMessage(message);
    return withoutToken(blanked === message ? bytes : encode(blanked, encoding), token);
  };
  return [
    { sessionKey, index, at, direction: 'in', encoding, bytes: keep(exchange.message, exchange.bytes) },
    {
      sessionKey,
      index: index + 1,
      at,
      direction: 'out',
      encoding,
      bytes: keep(result.reply, exchange.reply),
    },
  ];
}

/** Text that any store takes. */
function plain(text: string): string {
  return text.replaceAll('\0', '').toWellFormed();
}
