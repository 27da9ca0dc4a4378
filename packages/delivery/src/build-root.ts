import type { PackageSigner } from './crypto.ts';
import { PAYLOAD_TYPES } from './envelope.ts';
import { parseRoot } from './parse-root.ts';
import { encodeEnvelope, signStatement } from './sign-envelope.ts';
import type { TrustRoot } from './trust.ts';
import { encodeUtf8 } from './utf8.ts';

/** A `.root.json` file: the root's envelope with these signatures. Throws `Refusal` for a root that no device would take. */
export function buildRoot(root: TrustRoot, signers: readonly PackageSigner[]): Uint8Array {
  const payload = encodeUtf8(JSON.stringify(parseRoot(encodeUtf8(JSON.stringify(root)))));
  return encodeEnvelope(signStatement(PAYLOAD_TYPES.root, payload, signers));
}
