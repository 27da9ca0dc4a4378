import { decodeBase64 } from './base64.ts';
import { concatBytes } from './bytes.ts';
import { Refusal } from './errors.ts';
import { list, malformed, type Read, record, text } from './field-reader.ts';
import { LIMITS } from './limits.ts';
import { parseStrictJson } from './strict-json.ts';
import { encodeUtf8 } from './utf8.ts';

/** What an envelope may hold; the type is part of the signed bytes. security.md D11 */
export const PAYLOAD_TYPES = {
  release: 'application/vnd.scomo.release+json',
  root: 'application/vnd.scomo.root+json',
} as const;

/** One signature over the PAE of its envelope. */
export interface EnvelopeSignature {
  /** Says which key to try first, no more. */
  readonly keyid: string;
  /** 64 bytes. */
  readonly sig: Uint8Array;
}

/** A DSSE-style envelope, decoded once: these payload bytes are the ones verified and the ones parsed. security.md §2.2 */
export interface Envelope {
  readonly payloadType: string;
  readonly payload: Uint8Array;
  readonly signatures: readonly EnvelopeSignature[];
}

const printable = /^[ -~]*$/;
const base64: Read<Uint8Array> = (value, field) => {
  if (typeof value !== 'string') throw malformed(field, 'must be base64 text');
  return decodeBase64(value, field);
};

const readEnvelope = record<Envelope>({
  payloadType: text(printable, 128),
  payload: base64,
  signatures: list(
    record<EnvelopeSignature>({
      keyid: text(printable, 128, 0),
      sig: (value, field) => {
        const sig = base64(value, field);
        if (sig.length !== 64) throw malformed(field, 'must be 64 bytes');
        return sig;
      },
    }),
    LIMITS.signaturesMax,
  ),
});

/** Strict envelope; says nothing about its signatures. Throws `Refusal` (`malformed`, `too-large`). */
export function parseEnvelope(json: Uint8Array): Envelope {
  if (json.length > LIMITS.envelopeBytesMax) {
    throw new Refusal('too-large', `envelope is longer than ${LIMITS.envelopeBytesMax} bytes`);
  }
  return readEnvelope(parseStrictJson(json, 'envelope'), 'envelope');
}

/** The bytes that are signed: lengths fence type and payload off, so neither can pose as the other. security.md §2.2 */
export function preAuthEncoding(payloadType: string, payload: Uint8Array): Uint8Array {
  const type = encodeUtf8(payloadType);
  return concatBytes(encodeUtf8(`DSSEv1 ${type.length} `), type, encodeUtf8(` ${payload.length} `), payload);
}
