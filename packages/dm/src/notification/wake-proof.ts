import type { AuthPorts } from '../auth/credentials.ts';
import { md5Data } from '../auth/digests.ts';

/**
 * What a device answers to the nonce of a WebSocket that it wants to be woken through. The words in front are no base64:
 * no proof for a socket is one for a DM message, whoever asks for it.
 */
export function wakeProof(a1: string, nonce: string, ports: Pick<AuthPorts, 'md5'>): string {
  return md5Data(a1, `wake-up by WebSocket: ${nonce}`, ports);
}
