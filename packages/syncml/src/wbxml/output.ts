import { utf8EncodeInto } from '../text-codec.ts';
import { END, OPAQUE, STR_I } from './tokens.ts';

const INITIAL = 64 * 1024;
/** Longest UTF-8 form of one UTF-16 unit. */
const UNIT_MAX = 3;
/** Token, length and END around a text. */
const AROUND = 16;
/** From this length on the engine's encoder is faster than a loop. */
const LONG = 64;

/** The buffer of the last message, for the next one. */
let spare: Uint8Array | undefined;

/** Octets that are being written, in a buffer that grows. */
export class Output {
  #bytes: Uint8Array;
  #pos = 0;

  constructor() {
    this.#bytes = spare ?? new Uint8Array(INITIAL);
    spare = undefined;
  }

  /** A copy of what was written; nothing may be written after it. */
  finish(): Uint8Array {
    const written = this.#bytes.slice(0, this.#pos);
    if (this.#bytes.length === INITIAL) spare = this.#bytes;
    return written;
  }

  byte(octet: number): void {
    if (this.#pos === this.#bytes.length) this.#grow(1);
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
    if (octets.length > this.#bytes.length - this.#pos) this.#grow(octets.length);
    this.#bytes.set(octets, this.#pos);
    this.#pos += octets.length;
  }

  /** OPAQUE. */
  opaque(octets: Uint8Array): void {
    this.byte(OPAQUE);
    this.multiByte(octets.length);
    this.octets(octets);
  }

  /** A tag octet, its text and its END. */
  leaf(tag: number, text: string): void {
    this.byte(tag);
    this.text(text);
    this.byte(END);
  }

  /** Text as STR_I, or as OPAQUE when it contains NUL. spec/omadm.md §8.8 rules 2 and 3 */
  text(text: string): void {
    const { length } = text;
    if (length * UNIT_MAX + AROUND > this.#bytes.length - this.#pos) this.#grow(length * UNIT_MAX + AROUND);
    const bytes = this.#bytes;
    const start = this.#pos;
    let pos = start;
    bytes[pos++] = STR_I;
    if (length < LONG) {
      let i = 0;
      for (; i < length; i++) {
        const code = text.charCodeAt(i);
        if (code === 0 || code >= 0x80) break;
        bytes[pos++] = code;
      }
      if (i === length) {
        bytes[pos] = 0;
        this.#pos = pos + 1;
        return;
      }
    }
    pos = start + 1;
    const end = pos + utf8EncodeInto(text, bytes.subarray(pos));
    const nul = bytes.indexOf(0, pos);
    if (nul >= 0 && nul < end) {
      this.opaque(bytes.slice(pos, end));
    } else {
      bytes[end] = 0;
      this.#pos = end + 1;
    }
  }

  #grow(room: number): void {
    const bytes = new Uint8Array((this.#pos + room) * 2);
    bytes.set(this.#bytes.subarray(0, this.#pos));
    this.#bytes = bytes;
  }
}
