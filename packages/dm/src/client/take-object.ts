import {
  type Add,
  base64Decode,
  base64Encode,
  type Item,
  type Meta,
  metaOf,
  type Replace,
  utf8Decode,
} from '@scomo/syncml';
import { type ExecuteContext, execute, type Outcome, parseUri, sinkOf, type Tree } from '@scomo/tree';
import { LIMITS } from '../limits.ts';
import { dataOf, isFormat, octetsOf } from '../object-octets.ts';
import { concat } from '../octets.ts';
import type { Incoming } from './session.ts';

/** Commands whose Data may come in chunks. */
export type ObjectCommand = Add | Replace;

/** What a chunk, or a whole value for a sink, came to. */
export interface Taken<E> {
  /** 213: go on. */
  readonly status: number;
  /** For the Status of a refusal. */
  readonly items: readonly Item[];
  readonly octets: number;
  readonly incoming?: Incoming;
  /** Of the command carried out, once all is there. */
  readonly outcome?: Outcome<E>;
}

/** Refusals that do not depend on the value: told on the first chunk. */
const EARLY: readonly number[] = [404, 405, 414, 418, 425];

/** True for the next chunk of this object: the same node, and no other Size. spec/omadm.md §4.1 */
export function continues(incoming: Incoming | undefined, command: ObjectCommand): incoming is Incoming {
  const [item, ...more] = command.items;
  if (incoming === undefined || item === undefined || more.length > 0) return false;
  const { size } = metaOf(command, item);
  const same = incoming.kind === command.kind && incoming.locUri === item.target?.locUri;
  return same && (size === undefined || size === incoming.size);
}

/** Takes one chunk in; nothing is in the tree before the last one. spec/omadm.md §4.2, §4.4 */
export function takeObject<E>(
  command: ObjectCommand,
  before: Incoming | undefined,
  tree: Tree,
  context: ExecuteContext<E>,
  maxObjSize: number,
): Taken<E> {
  const [item] = command.items;
  const octets = octetsOf(item?.data);
  const start = before ?? begin(command, octets?.length ?? 0, tree, context, maxObjSize);
  if (typeof start === 'number') return { status: start, items: [], octets: 0 };
  const last = item?.moreData !== true;
  const fault = octets === undefined ? 412 : sizeFault(start, octets.length, last);
  if (octets === undefined || fault !== undefined) {
    dropObject(start, tree, context);
    return { status: fault ?? 412, items: [], octets: 0 };
  }
  const now = { ...start, octets: start.octets + octets.length };
  return start.sunk === undefined
    ? keep(command, now, octets, last, tree, context)
    : sink(command, now, octets, last, tree, context);
}

/** Nothing of an object that was broken off stays behind. */
export function dropObject<E>(incoming: Incoming, tree: Tree, context: ExecuteContext<E>): void {
  if (incoming.sunk === undefined) return;
  const found = sinkOf(tree, incoming.locUri, context);
  if (typeof found === 'object') found.drop();
}

function begin<E>(
  command: ObjectCommand,
  octets: number,
  tree: Tree,
  context: ExecuteContext<E>,
  maxObjSize: number,
): Incoming | number {
  const [item] = command.items;
  if (item?.target === undefined) return 412;
  const uri = parseUri(item.target.locUri);
  if (typeof uri === 'number') return uri;
  const meta = metaOf(command, item);
  const size = item.moreData === true ? meta.size : octets;
  if (size === undefined) return 411;
  if (size > maxObjSize) return 413;
  const to = sinkOf(tree, item.target.locUri, context);
  if (typeof to === 'number') return to;
  if (to !== undefined && !isFormat(meta, 'bin') && !isFormat(meta, 'b64')) return 415;
  const refusal = probe(command, tree, context);
  if (refusal >= 400 && (to !== undefined || EARLY.includes(refusal))) return refusal;
  if (to === undefined && size > LIMITS.heldObjectBytesMax) return 413;
  const { size: _, ...lasting } = meta;
  const { locUri } = item.target;
  const blank = { kind: command.kind, locUri, meta: lasting, size, octets: 0, carry: '', parts: [] };
  return to === undefined ? blank : { ...blank, sunk: 0 };
}

/** What the command would come to with an empty value. */
function probe<E>(command: ObjectCommand, tree: Tree, context: ExecuteContext<E>): number {
  return carriedOut(command, '', {}, tree, context).statuses[0]?.code ?? 500;
}

function sizeFault({ octets: had, size }: Incoming, more: number, last: boolean): 424 | undefined {
  const total = had + more;
  if (last) return total === size ? undefined : 424;
  return total > size || (had === 0 && total === size) ? 424 : undefined;
}

function keep<E>(
  command: ObjectCommand,
  incoming: Incoming,
  octets: Uint8Array,
  last: boolean,
  tree: Tree,
  context: ExecuteContext<E>,
): Taken<E> {
  const count = octets.length;
  const parts = [...incoming.parts, base64Encode(octets)];
  if (!last) return { status: 213, items: [], octets: count, incoming: { ...incoming, parts } };
  const whole = concat(...parts.map((part) => base64Decode(part) ?? new Uint8Array(0)));
  const outcome = carriedOut(command, dataOf(whole, incoming.meta), incoming.meta, tree, context);
  return { status: outcome.statuses[0]?.code ?? 500, items: [], octets: count, outcome };
}

function sink<E>(
  command: ObjectCommand,
  incoming: Incoming,
  octets: Uint8Array,
  last: boolean,
  tree: Tree,
  context: ExecuteContext<E>,
): Taken<E> {
  const to = sinkOf(tree, incoming.locUri, context);
  if (typeof to !== 'object') return { status: 405, items: [], octets: 0 };
  const raw = rawOctets(incoming, octets, last);
  const { sunk = 0 } = incoming;
  const answer = raw === undefined ? { status: 415 } : to.take(sunk, raw.octets, last);
  if (raw === undefined || answer.status >= 400) {
    to.drop();
    const { status, detail } = { detail: undefined, ...answer };
    return { status, items: detail === undefined ? [] : [{ data: detail }], octets: 0 };
  }
  if (!last) {
    const next = { ...incoming, sunk: sunk + raw.octets.length, carry: raw.carry };
    return { status: 213, items: [], octets: octets.length, incoming: next };
  }
  const outcome = carriedOut(command, new Uint8Array(0), { ...incoming.meta, format: 'bin' }, tree, context);
  const status = outcome.statuses[0]?.code ?? 500;
  if (status >= 400) to.drop();
  return { status, items: [], octets: octets.length, outcome };
}

/** The octets that a chunk stands for: base64 may be split anywhere, what is no whole group waits for the next. spec/omadm.md §4.5 */
function rawOctets(
  { meta, carry }: Incoming,
  octets: Uint8Array,
  last: boolean,
): { readonly octets: Uint8Array; readonly carry: string } | undefined {
  if (!isFormat(meta, 'b64')) return { octets, carry: '' };
  const text = carry + (utf8Decode(octets) ?? '?').replaceAll(/\s/g, '');
  const whole = last ? text.length : text.length - (text.length % 4);
  const decoded = base64Decode(text.slice(0, whole));
  return decoded === undefined ? undefined : { octets: decoded, carry: text.slice(whole) };
}

function carriedOut<E>(
  command: ObjectCommand,
  data: string | Uint8Array,
  meta: Meta,
  tree: Tree,
  context: ExecuteContext<E>,
): Outcome<E> {
  const items = command.items.map(({ moreData: _, ...item }) => ({
    ...item,
    meta: { ...item.meta, ...meta },
    data,
  }));
  return execute(tree, { ...command, items }, context);
}
