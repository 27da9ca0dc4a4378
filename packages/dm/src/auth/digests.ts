import { base64Decode, base64Encode, utf8Encode } from '@scomo/syncml';
import type { AuthPorts } from './credentials.ts';

/** `B64(user:password)`. spec/omadm.md §5.2 */
export function basicData(name: string, secret: string): string {
  return base64Encode(utf8Encode(`${name}:${secret}`));
}

/** A1 = `B64(MD5(user:password))`; what an account keeps to check basic and md5. spec/omadm.md §5.2 */
export function a1Of(name: string, secret: string, ports: Pick<AuthPorts, 'md5'>): string {
  return base64Encode(ports.md5(utf8Encode(`${name}:${secret}`)));
}

/** `B64(MD5(A1:nonce))`, the nonce as octets. A nonce that is no base64 counts as text. spec/omadm.md §5.2, §5.5 */
export function md5Data(a1: string, nonce: string, ports: Pick<AuthPorts, 'md5'>): string {
  const head = utf8Encode(`${a1}:`);
  const tail = base64Decode(nonce) ?? utf8Encode(nonce);
  const octets = new Uint8Array(head.length + tail.length);
  octets.set(head);
  octets.set(tail, head.length);
  return base64Encode(ports.md5(octets));
}
