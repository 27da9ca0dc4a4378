/** The two text classes of every JavaScript engine; the language library alone does not declare them. */
declare class TextDecoder {
  constructor(label: string, options: { fatal: boolean; ignoreBOM: boolean });
  decode(bytes: Uint8Array): string;
}
declare class TextEncoder {
  encode(text: string): Uint8Array;
  encodeInto(text: string, target: Uint8Array): { read: number; written: number };
}

const decoder = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true });
const encoder = new TextEncoder();

/** Room for masking messages of the usual size; nothing is kept in it between calls. */
const scratch = new Uint32Array(16 * 1024);

/** Text of UTF-8 octets, a BOM kept; undefined when they are not UTF-8. */
export function utf8Decode(bytes: Uint8Array): string | undefined {
  try {
    return decoder.decode(bytes);
  } catch {
    return undefined;
  }
}

/** UTF-8 octets of a text; lone surrogates become U+FFFD. */
export function utf8Encode(text: string): Uint8Array {
  return encoder.encode(text);
}

/** Writes a text into the target, which must have three octets of room for each UTF-16 unit; returns the octets written. */
export function utf8EncodeInto(text: string, target: Uint8Array): number {
  return encoder.encodeInto(text, target).written;
}

/**
 * One character an octet, right wherever the octets are ASCII, rubbish elsewhere. Slicing it is far
 * cheaper than decoding each short text of a message by itself.
 */
export function asciiView(bytes: Uint8Array): string {
  const count = (bytes.length + 3) >> 2;
  const words = count <= scratch.length ? scratch : new Uint32Array(count);
  const masked = new Uint8Array(words.buffer, 0, bytes.length);
  masked.set(bytes);
  for (let i = 0; i < count; i++) words[i] = (words[i] as number) & 0x7f7f7f7f;
  return decoder.decode(masked);
}
