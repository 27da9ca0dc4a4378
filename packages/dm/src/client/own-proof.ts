import type { Message } from '@scomo/syncml';
import { answerTo } from '../auth/challenge.ts';
import { macHeaderFor } from '../auth/check-mac.ts';
import type { Account, AuthPorts } from '../auth/credentials.ts';
import { usesNonce } from '../auth/schemes.ts';
import { findHeaderStatus, isRefusal } from '../statuses.ts';
import type { ClientEnv, ClientSession } from './session.ts';

/** What the server thinks of us. `retry`: package 1 again, with the Cred now in the session. */
export type OwnProof =
  | { readonly kind: 'accepted'; readonly session: ClientSession }
  | { readonly kind: 'retry'; readonly session: ClientSession }
  | { readonly kind: 'refused'; readonly detail: string }
  | { readonly kind: 'fault'; readonly detail: string };

/**
 * Reads the Status for our header. A challenge is answered by its own type when that is the account's or stronger,
 * else the session ends. A nonce for later stays in the session until the server is proven. spec/omadm.md §5.4, C12, C13
 */
export function readOwnProof<E>(
  session: ClientSession,
  account: Account,
  message: Message,
  env: ClientEnv<E>,
): OwnProof {
  const status = findHeaderStatus(message);
  if (status === undefined) return { kind: 'accepted', session };
  const given = status.chal?.meta.nextNonce;
  if (isRefusal(status.code)) {
    const refusals = session.refusals + 1;
    const scheme = answerTo(status.chal, account.outgoing);
    if (status.chal === undefined) return { kind: 'refused', detail: `${status.code} without a challenge` };
    if (scheme === undefined) {
      return {
        kind: 'refused',
        detail: `asked for ${status.chal.meta.type}, which this account does not give`,
      };
    }
    if (refusals >= env.limits.authRoundsMax) return { kind: 'refused', detail: `refused ${refusals} times` };
    return { kind: 'retry', session: { ...session, refusals, proof: { scheme, nonce: given ?? '' } } };
  }
  if (status.code < 200 || status.code >= 300) {
    return { kind: 'fault', detail: `the server refused our header with ${status.code}` };
  }
  const { proof, ...rest } = session;
  if (proof === undefined) return { kind: 'accepted', session };
  const nonce = given === undefined || given === '' ? proof.nonce : given;
  const held = usesNonce(proof.scheme) ? { heldNonce: nonce } : {};
  const over = status.code === 212 && proof.scheme !== 'hmac';
  const again = over ? {} : { proof: { ...proof, nonce } };
  return { kind: 'accepted', session: { ...rest, ...held, ...again } };
}

/** `x-syncml-hmac` for our message, whose octets are given; undefined when none belongs to it. spec/omadm.md §5.6, C15 */
export function macOf(
  { proof }: ClientSession,
  account: Account,
  bytes: Uint8Array,
  ports: AuthPorts,
): string | undefined {
  return proof?.scheme === 'hmac' ? macHeaderFor(account.outgoing, proof.nonce, bytes, ports) : undefined;
}
