import type { ElementId } from '../element-ids.ts';
import { utf8EncodeInto } from '../text-codec.ts';
import { keepOctets } from './octet-pool.ts';
import { END, HAS_CONTENT, OPAQUE, STR_I, SWITCH_PAGE, TOKEN_MASK } from './tokens.ts';

const INITIAL = 64 * 1024;
/** Longest UTF-8 form of one UTF-16 unit. */
const UNIT_MAX = 3;
/** Room for what stands around a text or octets: page, tag, token, length, NUL, END. */
const AROUND = 16;
/** From this length on the engine's encoder is faster than a loop. */
const LONG = 64;

/** The buffer of the last message, for the next one. */
let spare: Uint8Array | undefined;

/** Octets that are being written, in a buffer that grows. */
export class Output {
  #bytes: Uint8Array;
  #pos = 0;
  #page = 0;

  constructor() {
    this.#bytes = spare ?? new Uint8Array(INITIAL);
    spare = undefined;
  }

  /** A copy of what was written; nothing may be written after it. */
  finish(): Uint8Array {
    const written = keepOctets(this.#bytes, this.#pos);
    if (this.#bytes.length === INITIAL) spare = this.#bytes;
    return written;
  }

  byte(octet: number): void {
    this.#reserve(1);
    this.#bytes[this.#pos++] = octet;
  }

  /** `mb_u_int32`. spec/omadm.md §8.1 */
  multiByte(value: number): void {
    let shift = 28;
    while (shift > 0 && value >>> shift === 0) shift -= 7;
    for (; shift > 0; shift -= 7) this.byte(((value >>> shift) & 0x7f) | 0x80);
    this.byte(value & 0x7f);
  }

  octets(octets: Uint8Array): void {
    this.#reserve(octets.length);
    this.#bytes.set(octets, this.#pos);
    this.#pos += octets.length;
  }

  /** OPAQUE. */
  opaque(octets: Uint8Array): void {
    this.byte(OPAQUE);
    this.multiByte(octets.length);
    this.octets(octets);
  }

  /** A tag with content, after the switch to its page when that is not the last one. spec/omadm.md §8.8 rule 1 */
  start(id: ElementId): void {
    this.#reserve(AROUND);
    this.#tag(id, HAS_CONTENT);
  }

  /** A tag without content. */
  empty(id: ElementId): void {
    this.#reserve(AROUND);
    this.#tag(id, 0);
  }

  end(): void {
    this.byte(END);
  }

  /** An element with text and nothing else: most of a message, so short ASCII is written here and now. */
  leaf(id: ElementId, text: string): void {
    if (text === '') {
      this.empty(id);
      return;
    }
    this.#reserve(text.length + AROUND);
    this.#tag(id, HAS_CONTENT);
    const start = this.#pos + 1;
    const end = text.length < LONG ? putAscii(text, this.#bytes, start) : 0;
    if (end === 0) this.text(text);
    else this.#endText(start, end);
    this.end();
  }

  /** Text as STR_I, or as OPAQUE when it contains NUL. spec/omadm.md §8.8 rules 2 and 3 */
  text(text: string): void {
    this.#reserve(text.length * UNIT_MAX + AROUND);
    const bytes = this.#bytes;
    const start = this.#pos + 1;
    const end = start + utf8EncodeInto(text, bytes.subarray(start));
    const nul = bytes.indexOf(0, start);
    if (nul >= 0 && nul < end) this.opaque(bytes.slice(start, end));
    else this.#endText(start, end);
  }

  /** STR_I and NUL around the octets of a text. */
  #endText(start: number, end: number): void {
    this.#bytes[start - 1] = STR_I;
    this.#bytes[end] = 0;
    this.#pos = end + 1;
  }

  #tag(id: ElementId, flags: number): void {
    const page = id >> 6;
    if (page !== this.#page) {
      this.#page = page;
      this.#bytes[this.#pos++] = SWITCH_PAGE;
      this.#bytes[this.#pos++] = page;
    }
    this.#bytes[this.#pos++] = (id & TOKEN_MASK) | flags;
  }

  #reserve(room: number): void {
    if (room > this.#bytes.length - this.#pos) this.#grow(room);
  }

  #grow(room: number): void {
    const bytes = new Uint8Array((this.#pos + room) * 2);
    bytes.set(this.#bytes.subarray(0, this.#pos));
    this.#bytes = bytes;
  }
}

/** Writes a text of ASCII without NUL and returns where it ends; 0 for any other. */
function putAscii(text: string, bytes: Uint8Array, start: number): number {
  const { length } = text;
  for (let i = 0; i < length; i++) {
    const code = text.charCodeAt(i);
    if (code === 0 || code >= 0x80) return 0;
    bytes[start + i] = code;
  }
  return start + length;
}
