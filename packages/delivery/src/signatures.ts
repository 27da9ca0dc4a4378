import { fromHex } from './bytes.ts';
import type { PackageCrypto } from './crypto.ts';
import { type Envelope, preAuthEncoding } from './envelope.ts';
import { hasCanonicalScalar } from './key-rules.ts';
import type { KeyId } from './trust.ts';

/** The keys of `keys`, each once, that signed this envelope. Key ids in the envelope only order the attempts. security.md §2.2 */
export function signersOf(
  envelope: Envelope,
  keys: readonly KeyId[],
  crypto: PackageCrypto,
): readonly KeyId[] {
  const message = preAuthEncoding(envelope.payloadType, envelope.payload);
  const usable = envelope.signatures.filter((entry) => hasCanonicalScalar(entry.sig));
  return [...new Set(keys)].filter((key) => {
    const raw = fromHex(key);
    const hinted = usable.filter((entry) => entry.keyid === key);
    const others = usable.filter((entry) => entry.keyid !== key);
    return [...hinted, ...others].some((entry) => crypto.verifyEd25519(raw, message, entry.sig));
  });
}
