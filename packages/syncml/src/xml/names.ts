import { type ElementId, NAME_OF } from '../element-ids.ts';

const START =
  ':A-Z_a-z\\u{C0}-\\u{D6}\\u{D8}-\\u{F6}\\u{F8}-\\u{2FF}\\u{370}-\\u{37D}\\u{37F}-\\u{1FFF}\\u{200C}-\\u{200D}\\u{2070}-\\u{218F}\\u{2C00}-\\u{2FEF}\\u{3001}-\\u{D7FF}\\u{F900}-\\u{FDCF}\\u{FDF0}-\\u{FFFD}\\u{10000}-\\u{EFFFF}';
const QUALIFIED_NAME = new RegExp(
  `^[${START.slice(1)}][${START.slice(1)}.0-9\\u{B7}\\u{300}-\\u{36F}\\u{203F}-\\u{2040}-]*(?::[${START.slice(1)}][${START.slice(1)}.0-9\\u{B7}\\u{300}-\\u{36F}\\u{203F}-\\u{2040}-]*)?$`,
  'u',
);

/** Whether a text is a name with at most one prefix. XML 1.0 §2.3, Namespaces in XML §3 */
export function isQualifiedName(name: string): boolean {
  return QUALIFIED_NAME.test(name);
}

/** Ids of SyncML and MetInf elements run below this. */
export const PROTOCOL_IDS = 128;
const SLOTS = 512;
const slots = new Uint8Array(SLOTS);
const offsets = new Uint16Array(PROTOCOL_IDS + 1);
const letters: number[] = [];

/** Slot to look at first: length and three letters tell nearly all names apart. */
function slotOf(length: number, first: number, middle: number, last: number): number {
  return (length * 67 + first * 5 + middle * 23 + last * 13) & (SLOTS - 1);
}

for (let id = 0; id < PROTOCOL_IDS; id++) {
  const name = NAME_OF[id] as string;
  offsets[id] = letters.length;
  for (let i = 0; i < name.length; i++) letters.push(name.charCodeAt(i));
  if (name === '') continue;
  const { length } = name;
  let slot = slotOf(length, name.charCodeAt(0), name.charCodeAt(length >> 1), name.charCodeAt(length - 1));
  while (slots[slot] !== 0) slot = (slot + 1) & (SLOTS - 1);
  slots[slot] = id;
}
offsets[PROTOCOL_IDS] = letters.length;
const LETTERS = Uint8Array.from(letters);

/** Octets that must follow where `behindName` looks. */
export const NAME_ROOM = 16;
const NAME_WORDS = NAME_ROOM >> 2;
/** By id, the name as words and which of their bits are the name's. */
const WORDS = new Int32Array(PROTOCOL_IDS * NAME_WORDS);
const MASKS = new Int32Array(PROTOCOL_IDS * NAME_WORDS);
for (let id = 0; id < PROTOCOL_IDS; id++) {
  const name = NAME_OF[id] as string;
  for (let i = 0; i < name.length; i++) {
    const word = id * NAME_WORDS + (i >> 2);
    const shift = 24 - 8 * (i & 3);
    WORDS[word] = (WORDS[word] as number) | (name.charCodeAt(i) << shift);
    MASKS[word] = (MASKS[word] as number) | (0xff << shift);
  }
}

/** Offset behind the name of the element, if these words begin with it; else 0. */
export function behindName(words: DataView, start: number, id: ElementId): number {
  const length = (offsets[id + 1] as number) - (offsets[id] as number);
  const first = id * NAME_WORDS;
  for (let i = 0; i << 2 < length; i++) {
    if ((words.getInt32(start + (i << 2)) & (MASKS[first + i] as number)) !== WORDS[first + i]) return 0;
  }
  return start + length;
}

/** Id of the SyncML or MetInf element named by these octets, 0 when there is none. */
export function findName(bytes: Uint8Array, start: number, end: number): ElementId {
  const length = end - start;
  const middle = bytes[start + (length >> 1)] as number;
  let slot = slotOf(length, bytes[start] as number, middle, bytes[end - 1] as number);
  for (;;) {
    const id = slots[slot] as number;
    if (id === 0) return 0;
    const from = offsets[id] as number;
    if ((offsets[id + 1] as number) - from === length) {
      let i = 0;
      while (i < length && LETTERS[from + i] === bytes[start + i]) i++;
      if (i === length) return id;
    }
    slot = (slot + 1) & (SLOTS - 1);
  }
}
