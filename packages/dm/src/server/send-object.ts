import { base64Encode, type Command, type Encoding } from '@scomo/syncml';
import { LIMITS } from '../limits.ts';
import type { Draft } from './draft.ts';
import type { ObjectRef, Sending, ServerSession, Slice, TaggedCommand } from './session.ts';

/** The next part of an object, or why there is none. */
export type Part =
  | { readonly kind: 'part'; readonly command: Command; readonly offset: number; readonly last: boolean }
  /** An emptier message can hold one. */
  | { readonly kind: 'noRoom' }
  | { readonly kind: 'unsent'; readonly code: 413 | 500 };

/** The object that the next message has a part of: one under way, or the first of what is wanted. */
export function nextObject(session: ServerSession, wanted: readonly TaggedCommand[]): Sending | undefined {
  if (session.state === 'object') return session.sending;
  const [first] = wanted;
  if (first?.object === undefined) return undefined;
  return { tag: first.tag, command: first.command, object: first.object, offset: 0 };
}

/** Which octets `compose` will need at most to answer with these commands; undefined when it needs none. */
export function wantedSlice(
  session: ServerSession,
  commands: readonly TaggedCommand[],
): { readonly ref: string; readonly offset: number; readonly length: number } | undefined {
  const next = nextObject(session, session.state === 'ready' ? [...session.unproven, ...commands] : []);
  if (next === undefined) return undefined;
  const { object, offset } = next;
  return { ref: object.ref, offset, length: Math.min(object.size - offset, session.maxMsgSize) };
}

/** As much of the object as the message has room for. Only the first of several chunks says the Size. spec/omadm.md §4.1, §4.5 */
export function partOf(next: Sending, session: ServerSession, draft: Draft, slice: Slice | undefined): Part {
  const { object, offset } = next;
  const { encoding, maxObjSize = 0 } = session;
  if (maxObjSize > 0 && transported(object, encoding) > maxObjSize) return { kind: 'unsent', code: 413 };
  const left = object.size - offset;
  const here = slice?.ref === object.ref && slice.offset === offset ? slice.octets : undefined;
  if (here === undefined || here.length < Math.min(left, session.maxMsgSize))
    return { kind: 'unsent', code: 500 };
  const room = roomFor(next, session, draft);
  if (left <= room) return made(next, encoding, here.subarray(0, left), true);
  if (object.whole === true) return { kind: 'unsent', code: 413 };
  if (room < LIMITS.chunkBytesMin) return { kind: 'noRoom' };
  return made(next, encoding, here.subarray(0, room), false);
}

/** Octets of the object that still fit: in base64 three for every four characters, so that the pieces can be joined as text. */
function roomFor(next: Sending, { encoding }: ServerSession, draft: Draft): number {
  const bare = commandWith(next, encoding, encoding === 'xml' ? '' : new Uint8Array(0), false);
  const room = draft.room - draft.measure(bare) - DATA_TAG_OCTETS;
  return encoding === 'xml' ? Math.floor(room / 4) * 3 : room;
}

/** What Data takes more than empty: its end tag in XML, a longer length in WBXML. */
const DATA_TAG_OCTETS = 8;

function made(next: Sending, encoding: Encoding, octets: Uint8Array, last: boolean): Part {
  const data = encoding === 'xml' ? base64Encode(octets) : octets;
  return {
    kind: 'part',
    command: commandWith(next, encoding, data, last),
    offset: next.offset + octets.length,
    last,
  };
}

function commandWith(next: Sending, encoding: Encoding, data: string | Uint8Array, last: boolean): Command {
  const { command, object, offset } = next;
  if (command.kind !== 'Add' && command.kind !== 'Replace') throw new Error(`no object in ${command.kind}`);
  const [item] = command.items;
  const size = offset === 0 && !last ? { size: transported(object, encoding) } : {};
  const meta = { ...item?.meta, format: encoding === 'xml' ? 'b64' : 'bin', ...size };
  return { ...command, items: [{ ...item, meta, data, ...(last ? {} : { moreData: true }) }] };
}

/** Octets as they stand in the messages. spec/omadm.md §4.5 */
function transported({ size }: ObjectRef, encoding: Encoding): number {
  return encoding === 'xml' ? Math.ceil(size / 3) * 4 : size;
}
