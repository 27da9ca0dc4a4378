import type { Chal, Message } from '@scomo/syncml';
import { challengeFor } from '../auth/challenge.ts';
import { checkCred } from '../auth/check-cred.ts';
import type { Account } from '../auth/credentials.ts';
import { rotateNonces, takeNonce } from '../auth/nonces.ts';
import type { ClientEnv, ClientEvent, ClientSession } from './session.ts';

/** What the server's credentials came to: the code (and challenge) for the Status of its header. */
export interface Verdict {
  readonly session: ClientSession;
  readonly account: Account;
  readonly code: 200 | 212 | 401 | 407;
  readonly chal?: Chal;
  readonly events: readonly ClientEvent[];
}

/**
 * Checks the server's proof; once proven it stays so. A nonce dies only when we answer, because only then the server
 * learns the next one: after a session without commands it must use the same again. spec/omadm.md §5.4, §5.5, C11
 */
export function authenticate<E>(
  session: ClientSession,
  account: Account,
  message: Message,
  env: ClientEnv<E>,
  answering: boolean,
): Verdict {
  const { cred } = message.header;
  const { scheme } = account.incoming;
  if (session.serverProven || scheme === 'none') {
    const proven = { ...session, serverProven: true };
    return { session: proven, account, code: cred === undefined ? 200 : 212, events: [] };
  }
  const proof = checkCred(cred, account.incoming, session.challenge, env.ports);
  const { challenge: _, ...rest } = session;
  if (proof.kind !== 'right') {
    const nonce = scheme === 'md5' ? env.ports.newNonce() : '';
    return {
      session: {
        ...rest,
        ...(scheme === 'md5' ? { challenge: nonce } : {}),
        challenges: session.challenges + 1,
      },
      account,
      code: proof.kind === 'missing' ? 407 : 401,
      chal: challengeFor(scheme, nonce),
      events: [],
    };
  }
  const verdict = {
    session: { ...rest, serverProven: true },
    code: 212 as const,
    events: [{ type: 'serverProven' } as const],
  };
  if (scheme === 'basic' || proof.nonce === undefined) return { ...verdict, account };
  if (!answering) {
    const isNew = proof.nonce === session.challenge;
    return { ...verdict, account: isNew ? rotateNonces(account, proof.nonce, proof.nonce) : account };
  }
  const next = env.ports.newNonce();
  return { ...verdict, account: rotateNonces(account, proof.nonce, next), chal: challengeFor(scheme, next) };
}

/** Keeps the nonce the server gave for our next session, once the server is proven. C40 */
export function keepNonce(
  session: ClientSession,
  account: Account,
): { readonly session: ClientSession; readonly account: Account } {
  const { heldNonce, ...rest } = session;
  if (heldNonce === undefined || !session.serverProven) return { session, account };
  return { session: rest, account: takeNonce(account, heldNonce) };
}
