import { fromHex } from './bytes.ts';
import { malformed, type Read, text } from './field-reader.ts';

/** Field prime and group order of Ed25519, most significant byte first. RFC 8032 §5.1 */
const P = '7fffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffed';
const L = '1000000000000000000000000000000014def9dea2f79cd65812631a5cf5d3ed';

/** y coordinates of the eight points whose order divides 8: a key there lets anybody sign. security.md M8 */
const SMALL_ORDER_Y: readonly string[] = [
  '0000000000000000000000000000000000000000000000000000000000000000',
  '0000000000000000000000000000000000000000000000000000000000000001',
  '7fffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffec',
  '05fc536d880238b13933c6d305acdfd5f098eff289f4c345b027b2c28f95e826',
  '7a03ac9277fdc74ec6cc392cfa53202a0f67100d760b3cba4fd84d3d706a17c7',
];

const keyText = text(/^[0-9a-f]{64}$/, 64);

/** A public key as 64 lower-case hexadecimal digits that is canonical and not of small order. Throws `Refusal('malformed')`. */
export const publicKey: Read<string> = (value, field) => {
  const key = keyText(value, field);
  const y = withoutSign(bigEndian(fromHex(key)));
  if (y >= P) throw malformed(field, 'is no canonical Ed25519 key');
  if (SMALL_ORDER_Y.includes(y)) throw malformed(field, 'is an Ed25519 key of small order');
  return key;
};

/** True if the scalar half of a 64-byte signature is below the group order, so that nobody can restate it. RFC 8032 §5.1.7 */
export function hasCanonicalScalar(signature: Uint8Array): boolean {
  return bigEndian(signature.subarray(32, 64)) < L;
}

function bigEndian(littleEndian: Uint8Array): string {
  return Array.from(littleEndian.toReversed(), (byte) => byte.toString(16).padStart(2, '0')).join('');
}

function withoutSign(hex: string): string {
  const top = Number.parseInt(hex.slice(0, 2), 16) & 0x7f;
  return top.toString(16).padStart(2, '0') + hex.slice(2);
}
