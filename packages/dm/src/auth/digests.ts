import { base64Decode, base64Encode, utf8Encode } from '@scomo/syncml';
import { concat } from '../octets.ts';
import type { AuthPorts } from './credentials.ts';

/** `B64(user:password)`. spec/omadm.md §5.2 */
export function basicData(name: string, secret: string): string {
  return base64Encode(utf8Encode(`${name}:${secret}`));
}

/** A1 = `B64(MD5(user:password))`; what an account keeps to check basic, md5 and hmac. spec/omadm.md §5.2 */
export function a1Of(name: string, secret: string, ports: Pick<AuthPorts, 'md5'>): string {
  return base64Encode(ports.md5(utf8Encode(`${name}:${secret}`)));
}

/** `B64(MD5(A1:nonce))`, the nonce as octets. A nonce that is no base64 counts as text. spec/omadm.md §5.2, §5.5 */
export function md5Data(a1: string, nonce: string, ports: Pick<AuthPorts, 'md5'>): string {
  return base64Encode(ports.md5(concat(utf8Encode(`${a1}:`), nonceOctets(nonce))));
}

/** `B64(MD5(body))`: of a message as it goes over the wire. */
export function bodyDigest(body: Uint8Array, ports: Pick<AuthPorts, 'md5'>): string {
  return base64Encode(ports.md5(body));
}

/** `B64(MD5(A1:nonce:B64(MD5(body))))` of a body whose digest is given. No RFC 2104, whatever its name. spec/omadm.md §5.2 */
export function macData(a1: string, nonce: string, digest: string, ports: Pick<AuthPorts, 'md5'>): string {
  const parts = [utf8Encode(`${a1}:`), nonceOctets(nonce), utf8Encode(`:${digest}`)];
  return base64Encode(ports.md5(concat(...parts)));
}

function nonceOctets(nonce: string): Uint8Array {
  return base64Decode(nonce) ?? utf8Encode(nonce);
}
