import { base64Decode, base64Encode, type Cred, type Message } from '@scomo/syncml';
import type { AuthPorts, Incoming, PeerProof, Proof } from './credentials.ts';
import { md5Data } from './digests.ts';
import { challengesOf } from './resync.ts';
import { schemeOf } from './schemes.ts';

/**
 * Checks what a peer shows against what the account holds, wherever it is shown: in the message, beside it, or under
 * it. Only the account's own scheme passes. `resync`: the zero nonce is good for md5, too. spec/omadm.md §5, security.md A8, A10, A11
 */
export function checkProof(
  message: Message,
  incoming: Incoming,
  challenge: string | undefined,
  peer: PeerProof | undefined,
  ports: AuthPorts,
  resync = false,
): Proof {
  const { cred, source } = message.header;
  switch (incoming.scheme) {
    case 'none':
      return { kind: 'right' };
    case 'mtls':
      return checkCertificate(incoming, peer?.certificate, ports);
    case 'hmac': {
      const named = source.locName ?? incoming.name;
      return named === incoming.name ? (peer?.mac ?? { kind: 'missing' }) : { kind: 'wrong' };
    }
    default:
      return peer?.mac === undefined
        ? checkCred(cred, incoming, challenge, ports, resync)
        : { kind: 'wrong' };
  }
}

/** The scheme of the Cred in a message; md5 when there is none, or none that we speak there. */
export function shownScheme({ header }: Message): 'basic' | 'md5' {
  return schemeOf(header.cred?.meta?.type ?? '') === 'basic' ? 'basic' : 'md5';
}

function checkCertificate(incoming: Incoming, given: string | undefined, ports: AuthPorts): Proof {
  if (given === undefined) return { kind: 'missing' };
  return ports.equal(given, incoming.certificate ?? '') ? { kind: 'right' } : { kind: 'wrong' };
}

/**
 * Checks a Cred of basic or md5; a missing Type counts as the account's. For md5 the nonce is the challenge of this
 * session or one of the account's. spec/omadm.md §5.3, §5.5
 */
export function checkCred(
  cred: Cred | undefined,
  incoming: Incoming,
  challenge: string | undefined,
  ports: AuthPorts,
  resync = false,
): Proof {
  if (cred === undefined) return { kind: 'missing' };
  const octets = base64Decode(cred.data);
  if (octets === undefined) return { kind: 'wrong' };
  const type = cred.meta?.type;
  if (type !== undefined && schemeOf(type) !== incoming.scheme) return { kind: 'wrong' };
  if (incoming.scheme === 'basic') {
    return ports.equal(base64Encode(ports.md5(octets)), incoming.a1) ? { kind: 'right' } : { kind: 'wrong' };
  }
  if (incoming.scheme !== 'md5') return { kind: 'wrong' };
  const given = base64Encode(octets);
  for (const nonce of [...challengesOf(challenge, resync), ...incoming.nonces]) {
    if (ports.equal(md5Data(incoming.a1, nonce, ports), given)) return { kind: 'right', nonce };
  }
  return { kind: 'wrong' };
}
