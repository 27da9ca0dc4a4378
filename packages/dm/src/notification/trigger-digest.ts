import { base64Decode, base64Encode, utf8Encode } from '@scomo/syncml';
import { concat } from '../octets.ts';
import type { NotificationPorts } from './trigger.ts';

/**
 * Raw `H(A1:nonce:B64(H(trigger)))`, 16 octets; A1 is of server id and secret. The nonce is base64; one that is no base64
 * counts as text. spec/omadm.md §5.2
 */
export function triggerDigest(
  a1: string,
  nonce: string,
  trigger: Uint8Array,
  ports: Pick<NotificationPorts, 'md5'>,
): Uint8Array {
  const head = utf8Encode(`${a1}:`);
  const tail = utf8Encode(`:${base64Encode(ports.md5(trigger))}`);
  return ports.md5(concat(head, base64Decode(nonce) ?? utf8Encode(nonce), tail));
}
