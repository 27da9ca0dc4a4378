import type { PackageSigner } from './crypto.ts';
import { encodeBase64 } from './encode-base64.ts';
import { type Envelope, preAuthEncoding } from './envelope.ts';
import { Refusal } from './errors.ts';
import { LIMITS } from './limits.ts';
import { encodeUtf8 } from './utf8.ts';

/** The envelope with one signature more; one of the same key id is replaced. Throws `Refusal('too-large')`. */
export function addSignature(envelope: Envelope, signer: PackageSigner): Envelope {
  const sig = signer.sign(preAuthEncoding(envelope.payloadType, envelope.payload));
  const others = envelope.signatures.filter((entry) => entry.keyid !== signer.keyId);
  if (others.length >= LIMITS.signaturesMax) {
    throw new Refusal('too-large', `an envelope holds at most ${LIMITS.signaturesMax} signatures`);
  }
  return { ...envelope, signatures: [...others, { keyid: signer.keyId, sig }] };
}

/** A statement with the signatures of all signers, in their order. Throws `Refusal('too-large')`. */
export function signStatement(
  payloadType: string,
  payload: Uint8Array,
  signers: readonly PackageSigner[],
): Envelope {
  return signers.reduce(addSignature, { payloadType, payload, signatures: [] });
}

/** The envelope as JSON bytes; the same envelope always gives the same bytes. Throws `Refusal('too-large')`. */
export function encodeEnvelope(envelope: Envelope): Uint8Array {
  const bytes = encodeUtf8(
    JSON.stringify({
      payloadType: envelope.payloadType,
      payload: encodeBase64(envelope.payload),
      signatures: envelope.signatures.map(({ keyid, sig }) => ({ keyid, sig: encodeBase64(sig) })),
    }),
  );
  if (bytes.length > LIMITS.envelopeBytesMax) {
    throw new Refusal(
      'too-large',
      `envelope of ${bytes.length} bytes, at most ${LIMITS.envelopeBytesMax}: fewer files`,
    );
  }
  return bytes;
}
