import type { AuthPorts, Incoming, Outgoing, Proof } from './credentials.ts';
import { a1Of, bodyDigest, macData } from './digests.ts';
import { type MacHeader, readMacHeader, writeMacHeader } from './mac-header.ts';

/**
 * Checks the MAC of a message over its octets, before anything of them is decoded. `challenges`: nonces asked for in
 * sessions of this account that are still open; the account's own are good as well. spec/omadm.md §5.6, S25
 */
export function checkMac(
  { name, mac }: MacHeader,
  bytes: Uint8Array,
  incoming: Incoming,
  challenges: readonly string[],
  ports: AuthPorts,
): Proof {
  if (incoming.scheme !== 'hmac' || name !== incoming.name) return { kind: 'wrong' };
  const digest = bodyDigest(bytes, ports);
  for (const nonce of [...challenges, ...incoming.nonces]) {
    if (ports.equal(macData(incoming.a1, nonce, digest, ports), mac)) return { kind: 'right', nonce };
  }
  return { kind: 'wrong' };
}

/** The same for a header as it came: none at all proves nothing, one that makes no sense is wrong. */
export function checkMacText(
  text: string | undefined,
  ...[bytes, incoming, challenges, ports]: Tail<Parameters<typeof checkMac>>
): Proof | undefined {
  if (text === undefined) return undefined;
  const header = readMacHeader(text);
  return header === undefined ? { kind: 'wrong' } : checkMac(header, bytes, incoming, challenges, ports);
}

type Tail<T extends readonly unknown[]> = T extends readonly [unknown, ...infer R] ? R : never;

/** The MAC header for our own message, as it goes out. */
export function macHeaderFor(
  { name, secret }: Pick<Outgoing, 'name' | 'secret'>,
  nonce: string,
  bytes: Uint8Array,
  ports: AuthPorts,
): string {
  const mac = macData(a1Of(name, secret, ports), nonce, bodyDigest(bytes, ports), ports);
  return writeMacHeader({ name, mac });
}
