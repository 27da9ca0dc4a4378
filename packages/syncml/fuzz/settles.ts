import { decode, decodeMarkup, type Encoding, encode, SyncmlError } from '../src/index.ts';

/** What is there or undefined when the octets are refused; anything but a SyncmlError inside the input is a finding. */
export function orRefused<T>(data: Uint8Array, read: () => T): T | undefined {
  try {
    return read();
  } catch (error) {
    if (!(error instanceof SyncmlError)) throw error;
    if (error.offset < 0 || error.offset > data.length)
      throw new Error(`offset ${error.offset} of ${data.length}`, { cause: error });
    return undefined;
  }
}

/** Octets are a message or refused, and what is a message can be written in both encodings. */
export function settles(data: Uint8Array, encoding: Encoding): void {
  const message = orRefused(data, () => decode(data, encoding));
  if (message !== undefined) {
    encode(message, 'xml');
    encode(message, 'wbxml');
  }
  orRefused(data, () => decodeMarkup(data, encoding));
}
