import { base64Encode, utf8Encode } from '@scomo/syncml';
import type { Account } from './credentials.ts';
import { takeNonce } from './nonces.ts';

/** The nonce of resynchronisation as we send it, and as some peers read it: base64. spec/omadm.md §5.7 */
const ZERO_NONCE = 'AAAAAA==';
export const ZERO_NONCES: readonly string[] = [ZERO_NONCE, base64Encode(utf8Encode('0x00000000'))];

/** Nonces that a MAC may be made with beside those of the account. */
export function challengesOf(challenge: string | undefined, resync: boolean): readonly string[] {
  return [...(challenge === undefined ? [] : [challenge]), ...(resync ? ZERO_NONCES : [])];
}

/** The account that proves itself by the zero nonce. spec/omadm.md §5.7 step 2 */
export function withZeroNonce(account: Account): Account {
  return takeNonce(account, ZERO_NONCE);
}
