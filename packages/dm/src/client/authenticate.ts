import type { Chal, Message } from '@scomo/syncml';
import { challengeFor } from '../auth/challenge.ts';
import { checkProof } from '../auth/check-cred.ts';
import type { Account } from '../auth/credentials.ts';
import { rotateNonces, takeNonce } from '../auth/nonces.ts';
import { isMessageScheme, usesNonce } from '../auth/schemes.ts';
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
 * Checks the server's proof; once proven it stays so, but for MACs, which prove one message each. A nonce dies only
 * when we answer, because only then the server learns the next one: after a session without commands it must use the
 * same again. spec/omadm.md §5.4, §5.5, C11, C15
 */
export function authenticate<E>(
  session: ClientSession,
  account: Account,
  message: Message,
  env: ClientEnv<E>,
  answering: boolean,
): Verdict {
  const { scheme } = account.incoming;
  if (!isMessageScheme(scheme) || (session.serverProven && scheme !== 'hmac')) {
    const proven = { ...session, serverProven: true };
    return { session: proven, account, code: message.header.cred === undefined ? 200 : 212, events: [] };
  }
  const { challenge: asked } = session;
  const resync = env.resync === true && !session.serverProven;
  const proof = checkProof(message, account.incoming, asked, env.peer, env.ports, resync);
  const { challenge: _, ...rest } = session;
  if (proof.kind !== 'right') {
    const nonce = usesNonce(scheme) ? env.ports.newNonce() : '';
    return {
      session: {
        ...rest,
        ...(usesNonce(scheme) ? { challenge: nonce } : {}),
        serverProven: false,
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
    code: scheme === 'hmac' ? (200 as const) : (212 as const),
    events: session.serverProven ? [] : [{ type: 'serverProven' } as const],
  };
  if (!usesNonce(scheme) || proof.nonce === undefined) return { ...verdict, account };
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
