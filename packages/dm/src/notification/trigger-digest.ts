import { base64Decode, base64Encode, utf8Encode } from '@scomo/syncml';
import { a1Of } from '../auth/digests.ts';
import { concat } from '../octets.ts';
import type { NotificationPorts } from './trigger.ts';

/**
 * Raw `H(B64(H(serverId:secret)):nonce:B64(H(trigger)))`, 16 octets. The nonce is base64; one that is no base64
 * counts as text. spec/omadm.md §5.2
 */
export function triggerDigest(
  serverId: string,
  secret: string,
  nonce: string,
  trigger: Uint8Array,
  ports: Pick<NotificationPorts, 'md5'>,
): Uint8Array {
  const head = utf8Encode(`${a1Of(serverId, secret, ports)}:`);
  const tail = utf8Encode(`:${base64Encode(ports.md5(trigger))}`);
  return ports.md5(concat(head, base64Decode(nonce) ?? utf8Encode(nonce), tail));
}
