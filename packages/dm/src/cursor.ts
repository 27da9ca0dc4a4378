import { utf8Decode } from '@scomo/syncml';

/** Octets that end too early or hold no number or text where one must stand. */
export class MalformedOctets extends Error {
  readonly offset: number;

  constructor(offset: number, detail: string) {
    super(`at octet ${offset}: ${detail}`);
    this.name = 'MalformedOctets';
    this.offset = offset;
  }
}

/** Octets and the place in them. Every read checks what is left before it steps. @throws MalformedOctets */
export class Cursor {
  readonly bytes: Uint8Array;
  pos = 0;

  constructor(bytes: Uint8Array) {
    this.bytes = bytes;
  }

  get left(): number {
    return this.bytes.length - this.pos;
  }

  byte(): number {
    const byte = this.bytes[this.pos];
    if (byte === undefined) throw new MalformedOctets(this.pos, 'an octet is missing');
    this.pos += 1;
    return byte;
  }

  /** The next `count` octets, as a copy. */
  take(count: number): Uint8Array {
    if (count > this.left) throw new MalformedOctets(this.pos, `${count} octets, ${this.left} left`);
    const taken = this.bytes.slice(this.pos, this.pos + count);
    this.pos += count;
    return taken;
  }

  rest(): Uint8Array {
    return this.take(this.left);
  }

  /** `mb_u_int32`: at most five octets and 2^32-1. spec/omadm.md §8.1 */
  multiByte(): number {
    const start = this.pos;
    let value = 0;
    for (let i = 0; i < 5; i += 1) {
      const byte = this.byte();
      value = value * 128 + (byte & 0x7f);
      if (value > 0xffffffff) break;
      if (byte < 0x80) return value;
    }
    throw new MalformedOctets(start, 'integer beyond 32 bits');
  }

  /** UTF-8 text up to its NUL. */
  text(): string {
    const end = this.bytes.indexOf(0, this.pos);
    if (end < 0) throw new MalformedOctets(this.pos, 'text without its end');
    const text = utf8Decode(this.bytes.subarray(this.pos, end));
    if (text === undefined) throw new MalformedOctets(this.pos, 'text is not UTF-8');
    this.pos = end + 1;
    return text;
  }
}
