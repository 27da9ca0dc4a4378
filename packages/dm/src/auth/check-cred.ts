import { base64Decode, base64Encode, type Cred } from '@scomo/syncml';
import type { AuthPorts, Incoming } from './credentials.ts';
import { md5Data } from './digests.ts';
import { schemeOf } from './schemes.ts';

/** What a peer's Cred is worth. `right` with md5 names the nonce that it used up. */
export type Proof =
  | { readonly kind: 'missing' }
  | { readonly kind: 'wrong' }
  | { readonly kind: 'right'; readonly nonce?: string };

/**
 * Checks a Cred against what the account holds. Only the account's own type passes; a missing Type counts as it.
 * For md5 the nonce is the challenge of this session or one of the account's. spec/omadm.md §5.3, §5.5
 */
export function checkCred(
  cred: Cred | undefined,
  incoming: Incoming,
  challenge: string | undefined,
  ports: AuthPorts,
): Proof {
  if (incoming.scheme === 'none') return { kind: 'right' };
  if (cred === undefined) return { kind: 'missing' };
  const octets = base64Decode(cred.data);
  if (octets === undefined) return { kind: 'wrong' };
  const type = cred.meta?.type;
  if (type !== undefined && schemeOf(type) !== incoming.scheme) return { kind: 'wrong' };
  if (incoming.scheme === 'basic') {
    return ports.equal(base64Encode(ports.md5(octets)), incoming.a1) ? { kind: 'right' } : { kind: 'wrong' };
  }
  const given = base64Encode(octets);
  for (const nonce of challenge === undefined ? incoming.nonces : [challenge, ...incoming.nonces]) {
    if (ports.equal(md5Data(incoming.a1, nonce, ports), given)) return { kind: 'right', nonce };
  }
  return { kind: 'wrong' };
}
