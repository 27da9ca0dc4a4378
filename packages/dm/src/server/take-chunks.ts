import { type Alert, type Command, type Item, type Message, metaOf, type Results } from '@scomo/syncml';
import { LIMITS } from '../limits.ts';
import { dataOf, octetsOf } from '../object-octets.ts';
import { concat } from '../octets.ts';
import { commandStatus, type OwedStatus } from '../statuses.ts';
import type { Chunk, Receiving, ServerSession } from './session.ts';

/** A client's message without the chunks of an object, and with the object in the place of its last chunk. */
export interface Unchunked {
  readonly session: ServerSession;
  readonly message: Message;
  readonly owed: readonly OwedStatus[];
  /** To be kept until the last one. */
  readonly chunk?: Chunk;
}

type Carrier = Results | Alert;

/** True when the last chunk of an object stands in the message: those before it are needed now. */
export function wantsChunks(session: ServerSession | undefined, message: Message): boolean {
  const { receiving } = session ?? {};
  return message.commands.some(
    (command) => isCarrier(command) && continues(receiving, command) && !isChunk(command),
  );
}

/**
 * Takes the chunks of Results and of Alerts 1224 and 1226 out of a message: 213 for each, and the object as one when its
 * last chunk has come. A missing Size is not held against the client. Anything else in between breaks the object off:
 * 1225 goes out. spec/omadm.md §4.3, §4.4
 */
export function takeChunks(
  session: ServerSession,
  message: Message,
  earlier: readonly Uint8Array[],
): Unchunked {
  let now = session;
  let chunk: Chunk | undefined;
  const owed: OwedStatus[] = [];
  const commands: Command[] = [];
  for (const command of message.commands) {
    const { receiving } = now;
    const going = isCarrier(command) && continues(receiving, command);
    if (receiving !== undefined && !going && breaksOff(command)) now = brokenOff(now, receiving);
    if (!isCarrier(command) || (!going && !isChunk(command))) {
      commands.push(command);
      continue;
    }
    const taken = takeOne(now, command, going ? receiving : undefined, earlier);
    now = taken.session;
    chunk = taken.chunk;
    if (taken.whole !== undefined) commands.push(taken.whole);
    else owed.push(commandStatus(message, command, taken.status, urisOf(command)));
  }
  // Final without the rest: there is none.
  const { receiving } = now;
  if (message.final && receiving !== undefined && receiving === session.receiving)
    now = brokenOff(now, receiving);
  return { session: now, message: { ...message, commands }, owed, ...(chunk === undefined ? {} : { chunk }) };
}

interface Taken {
  readonly session: ServerSession;
  readonly status: number;
  readonly chunk?: Chunk;
  readonly whole?: Command;
}

function takeOne(
  session: ServerSession,
  command: Carrier,
  before: Receiving | undefined,
  earlier: readonly Uint8Array[],
): Taken {
  const { receiving: _, ...over } = session;
  const [item, ...others] = command.items;
  const octets = octetsOf(item?.data);
  if (item === undefined || others.length > 0 || octets === undefined) return { session: over, status: 406 };
  const { size, ...meta } = metaOf(command, item);
  const start: Receiving = before ?? {
    ...{ kind: command.kind, uri: uriOf(item), meta, octets: 0, chunks: 0 },
    ...(size === undefined ? {} : { size }),
  };
  const total = start.octets + octets.length;
  const spent = session.objectOctets + octets.length;
  if (Math.max(start.size ?? 0, total) > LIMITS.announcedObjectBytes || spent > LIMITS.sessionObjectBytesMax)
    return { session: over, status: 413 };
  const last = item.moreData !== true;
  const declared = start.size ?? total;
  if (last ? total !== declared : total > declared || (before === undefined && total === start.size))
    return { session: over, status: 424 };
  const worth = octets.length >= LIMITS.chunkBytesMin || last ? 1 : 0;
  const next = { ...over, objectOctets: spent, chunkCount: session.chunkCount + worth };
  if (!last) {
    const receiving = { ...start, octets: total, chunks: start.chunks + 1 };
    return { session: { ...next, receiving }, status: 213, chunk: { index: start.chunks, octets } };
  }
  const data = dataOf(concat(...earlier.slice(0, start.chunks), octets), start.meta);
  const whole = { ...command, items: [{ ...item, meta: start.meta, data }] };
  return { session: next, status: 200, whole };
}

function brokenOff(session: ServerSession, { uri }: Receiving): ServerSession {
  const { receiving: _, ...over } = session;
  const alert: Alert = { kind: 'Alert', cmdId: '', code: 1225, items: [{ source: { locUri: uri } }] };
  return { ...over, unproven: [...over.unproven, { tag: '1225', command: alert }] };
}

/** Statuses, and Alerts of the session itself, may stand between chunks. */
function breaksOff(command: Command): boolean {
  if (command.kind === 'Status') return false;
  return command.kind !== 'Alert' || command.code === 1224 || command.code === 1226;
}

function isCarrier(command: Command): command is Carrier {
  return command.kind === 'Results' || (command.kind === 'Alert' && breaksOff(command));
}

function isChunk(command: Carrier): boolean {
  return command.items.some((item) => item.moreData === true);
}

function continues(receiving: Receiving | undefined, command: Carrier): receiving is Receiving {
  const [item, ...others] = command.items;
  if (receiving === undefined || item === undefined || others.length > 0) return false;
  const size = metaOf(command, item).size ?? receiving.size;
  return receiving.kind === command.kind && receiving.uri === uriOf(item) && receiving.size === size;
}

function uriOf({ source, target }: Item): string {
  return source?.locUri ?? target?.locUri ?? '';
}

function urisOf(command: Carrier): readonly string[] {
  return command.items.map(uriOf).filter((uri) => uri !== '');
}
