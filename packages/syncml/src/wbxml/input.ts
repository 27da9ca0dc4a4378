import { SyncmlError } from '../errors.ts';
import type { Limits } from '../limits.ts';
import { asciiView, utf8Decode } from '../text-codec.ts';

const CHARSETS: ReadonlySet<number> = new Set([0x6a, 0x00, 0x03]);
const VERSION_MIN = 1;
const VERSION_MAX = 3;

/** The octets of a WBXML document and the place in them. Every read checks what is left before it steps. */
export class Input {
  readonly bytes: Uint8Array;
  readonly view: string;
  readonly limits: Limits;
  pos = 0;
  /** Literal public identifier, `''` when it is a number. */
  publicId = '';
  #tableStart = 0;
  #tableEnd = 0;
  #tableOctetsTaken = 0;

  constructor(bytes: Uint8Array, limits: Limits) {
    if (bytes.length > limits.messageBytesMax) {
      throw new SyncmlError('too-large', 0, `${bytes.length} octets`);
    }
    this.bytes = bytes;
    this.view = asciiView(bytes);
    this.limits = limits;
  }

  byte(): number {
    const byte = this.bytes[this.pos];
    if (byte === undefined) throw new SyncmlError('truncated', this.pos, 'a token is missing');
    this.pos++;
    return byte;
  }

  /** `mb_u_int32`: at most five octets and 2^32-1. spec/omadm.md §8.1 */
  multiByte(): number {
    const start = this.pos;
    let value = 0;
    for (let i = 0; i < 5; i++) {
      const byte = this.byte();
      value = value * 128 + (byte & 0x7f);
      if (value > 0xffffffff) break;
      if (byte < 0x80) return value;
    }
    throw new SyncmlError('bad-length', start, 'integer beyond 32 bits');
  }

  /** Length of something that follows; it must fit into what is left. */
  length(max: number): number {
    const start = this.pos;
    const length = this.multiByte();
    if (length > this.bytes.length - this.pos) {
      throw new SyncmlError('bad-length', start, `${length} octets, ${this.bytes.length - this.pos} left`);
    }
    if (length > max) throw new SyncmlError('too-large', start, `${length} octets`);
    return length;
  }

  /** Version, public identifier, charset, string table. spec/omadm.md §8.1, §8.2 */
  header(): void {
    const version = this.byte();
    if (version < VERSION_MIN || version > VERSION_MAX) {
      throw new SyncmlError('unknown-document', 0, `WBXML version ${version}`);
    }
    const publicId = this.multiByte();
    const publicIdIndex = publicId === 0 ? this.multiByte() : undefined;
    const charsetAt = this.pos;
    const charset = this.multiByte();
    if (!CHARSETS.has(charset)) throw new SyncmlError('bad-encoding', charsetAt, `charset ${charset}`);
    const length = this.length(this.limits.stringTableBytesMax);
    this.#tableStart = this.pos;
    this.#tableEnd = this.pos + length;
    this.pos = this.#tableEnd;
    if (publicIdIndex !== undefined && length > 0) this.publicId = this.tableText(publicIdIndex);
  }

  /**
   * String of the table; it ends at a NUL or with the table (spec/omadm.md §8.2). A few octets may refer to a
   * long string again and again, so all of them together are limited.
   */
  tableText(index: number): string {
    if (index >= this.#tableEnd - this.#tableStart) {
      throw new SyncmlError('bad-string-table', this.pos, `no string at ${index}`);
    }
    const start = this.#tableStart + index;
    let end = start;
    while (end < this.#tableEnd && this.bytes[end] !== 0) end++;
    this.#tableOctetsTaken += end - start;
    if (this.#tableOctetsTaken > this.limits.textBytesMax) {
      throw new SyncmlError('too-large', this.pos, 'text taken from the string table');
    }
    return this.slice(start, end);
  }

  /** Inline string from here up to its NUL, not trimmed. */
  inlineText(): string {
    const { bytes } = this;
    const start = this.pos;
    const end = bytes.indexOf(0, start);
    if (end < 0) throw new SyncmlError('truncated', start, 'string without its end');
    if (end - start > this.limits.textBytesMax) {
      throw new SyncmlError('too-large', start, `text of ${end - start} octets`);
    }
    this.pos = end + 1;
    return this.slice(start, end);
  }

  opaque(): Uint8Array {
    const length = this.length(this.limits.textBytesMax);
    const octets = this.bytes.slice(this.pos, this.pos + length);
    this.pos += length;
    return octets;
  }

  /** Character of an ENTITY. */
  entity(): string {
    const start = this.pos;
    const code = this.multiByte();
    if (code === 0 || code > 0x10ffff || (code >= 0xd800 && code <= 0xdfff)) {
      throw new SyncmlError('not-well-formed', start, `no character ${code}`);
    }
    return String.fromCodePoint(code);
  }

  slice(start: number, end: number): string {
    for (let i = start; i < end; i++) {
      if ((this.bytes[i] as number) >= 0x80) {
        const text = utf8Decode(this.bytes.subarray(start, end));
        if (text === undefined) throw new SyncmlError('bad-encoding', start, 'text is not UTF-8');
        return text;
      }
    }
    return this.view.slice(start, end);
  }
}
