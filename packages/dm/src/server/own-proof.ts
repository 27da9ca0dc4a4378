import type { Message } from '@scomo/syncml';
import { answerTo } from '../auth/challenge.ts';
import type { Account } from '../auth/credentials.ts';
import { makeCred } from '../auth/make-cred.ts';
import { takeNonce } from '../auth/nonces.ts';
import { LIMITS } from '../limits.ts';
import { findHeaderStatus, isRefusal } from '../statuses.ts';
import { oddity, type ServerEvent } from './events.ts';
import type { ServerEnv, ServerSession } from './session.ts';

export interface OwnProof {
  readonly session: ServerSession;
  readonly account: Account;
  readonly events: readonly ServerEvent[];
  /** The client did nothing of our last message. */
  readonly refused: boolean;
}

/**
 * Reads from a proven client's SyncHdr Status what it thinks of our Cred, and takes its newest nonce.
 * 212 = accepted; 200 with a nonce = wanted again with the next message. spec/omadm.md §5.4, peers A5
 */
export function readOwnProof(session: ServerSession, account: Account, message: Message): OwnProof {
  const status = findHeaderStatus(message);
  const safe: ServerSession = { ...session, atRisk: [] };
  if (status === undefined) return { session: safe, account, events: [], refused: false };
  const given = status.chal?.meta.nextNonce;
  const { scheme } = account.outgoing;
  // A peer was seen to answer 0 to a message without Cred.
  if (isRefusal(status.code) || (status.code === 0 && scheme !== 'none' && session.proof !== 'accepted')) {
    const kept = given === undefined ? account : takeNonce(account, given);
    return { ...challenged(session, kept, status.code === 401 ? 401 : 407, message), refused: true };
  }
  const events: ServerEvent[] =
    status.code >= 400 ? [oddity(`the client refused our header with ${status.code}`)] : [];
  const kept = given === undefined || given === '' ? account : takeNonce(account, given);
  const again = status.code === 200 && given !== undefined && given !== '';
  if (session.proof !== 'sent') return { session: safe, account: kept, events, refused: false };
  const proof = again ? 'unasked' : 'accepted';
  return { session: { ...safe, proof }, account: kept, events, refused: false };
}

function challenged(
  session: ServerSession,
  account: Account,
  code: 401 | 407,
  message: Message,
): Omit<OwnProof, 'refused'> {
  const answer = answerTo(findHeaderStatus(message)?.chal, account.outgoing);
  const proofRounds = session.proofRounds + 1;
  const final = answer === undefined || proofRounds > LIMITS.proofRoundsMax;
  const events: ServerEvent[] = [{ type: 'proofRefused', code, final }];
  if (final) {
    const closed: ServerSession = {
      ...session,
      state: 'closed',
      proof: 'refused',
      proofRounds,
      atRisk: [],
      unproven: [],
    };
    return { session: closed, account, events };
  }
  const resend: ServerSession = {
    ...session,
    proof: 'unasked',
    proofRounds,
    proofScheme: answer,
    pending: [],
    atRisk: [],
    unproven: [...session.atRisk, ...session.unproven],
  };
  return { session: resend, account, events };
}

/** The session with the Cred for its next message, when the account has one to show and the client has not accepted it. */
export function withCred(session: ServerSession, account: Account, env: ServerEnv): ServerSession {
  const { scheme, name, nonce } = account.outgoing;
  if (scheme === 'none' || !session.clientProven || session.state === 'closed') return session;
  if (session.proof === 'accepted' || session.proof === 'refused') return session;
  const cred = makeCred(account.outgoing, session.proofScheme ?? scheme, nonce, env.ports);
  return { ...session, cred: { name, type: cred.meta?.type ?? '', data: cred.data } };
}
