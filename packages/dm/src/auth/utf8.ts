/** The text class of every JavaScript engine; the language library alone does not declare it. */
declare class TextEncoder {
  encode(text: string): Uint8Array;
}

const encoder = new TextEncoder();

/** UTF-8 octets of a text. */
export function utf8Encode(text: string): Uint8Array {
  return encoder.encode(text);
}
