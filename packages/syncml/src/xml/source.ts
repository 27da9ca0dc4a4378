import { SyncmlError, type SyncmlErrorCode } from '../errors.ts';
import type { Limits } from '../limits.ts';
import { asciiView, utf8Decode } from '../text-codec.ts';
import { badUtf8At } from './bad-utf8.ts';

/** The octets of an XML document, known to be UTF-8, and the place in them. */
export class Source {
  readonly bytes: Uint8Array;
  readonly end: number;
  /** The same octets, to look at four of them at once. */
  readonly words: DataView;
  /** One character an octet, right where they are ASCII. */
  readonly view: string;
  readonly limits: Limits;
  pos = 0;

  constructor(bytes: Uint8Array, limits: Limits) {
    if (bytes.length > limits.messageBytesMax) {
      throw new SyncmlError('too-large', 0, `${bytes.length} octets`);
    }
    const first = bytes[0];
    const second = bytes[1];
    if ((first === 0xfe && second === 0xff) || (first === 0xff && second === 0xfe)) {
      throw new SyncmlError('bad-encoding', 0, 'UTF-16');
    }
    if (bytes.length > 1 && (first === 0 || second === 0)) {
      throw new SyncmlError('bad-encoding', 0, 'UTF-16 or UTF-32 without a mark');
    }
    const text = utf8Decode(bytes);
    if (text === undefined) throw new SyncmlError('bad-encoding', badUtf8At(bytes), 'not UTF-8');
    this.bytes = bytes;
    this.end = bytes.length;
    this.words = new DataView(bytes.buffer, bytes.byteOffset, bytes.length);
    this.view = text.length === bytes.length ? text : asciiView(bytes);
    this.limits = limits;
  }

  /** Text of octets that are whole characters. */
  slice(start: number, end: number): string {
    for (let i = start; i < end; i++) {
      if ((this.bytes[i] as number) >= 0x80) return utf8Decode(this.bytes.subarray(start, end)) ?? '';
    }
    return this.view.slice(start, end);
  }

  /** Whether the octets at one place are repeated at another, before the end of the document. */
  repeats(from: number, at: number, length: number): boolean {
    const { bytes, words } = this;
    if (at + length > this.end) return false;
    let i = 0;
    for (; i + 4 <= length; i += 4) {
      if (words.getInt32(from + i) !== words.getInt32(at + i)) return false;
    }
    for (; i < length; i++) if (bytes[from + i] !== bytes[at + i]) return false;
    return true;
  }

  /** Whether the text stands here; a text cut off by the end of the document is `truncated`. */
  at(text: string, offset: number): boolean {
    for (let i = 0; i < text.length; i++) {
      const octet = this.bytes[offset + i];
      if (octet === undefined) throw this.truncated();
      if (octet !== text.charCodeAt(i)) return false;
    }
    return true;
  }

  error(code: SyncmlErrorCode, detail: string, offset = this.pos): SyncmlError {
    return new SyncmlError(code, offset, detail);
  }

  truncated(): SyncmlError {
    return new SyncmlError('truncated', this.end, 'the document ends too early');
  }
}
