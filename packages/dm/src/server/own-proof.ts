import type { Message } from '@scomo/syncml';
import { answerTo } from '../auth/challenge.ts';
import { macHeaderFor } from '../auth/check-mac.ts';
import type { Account, AuthPorts, MessageScheme } from '../auth/credentials.ts';
import { makeCred } from '../auth/make-cred.ts';
import { takeNonce } from '../auth/nonces.ts';
import { isMessageScheme } from '../auth/schemes.ts';
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
  const forMore = status.code === 200 && given !== undefined && given !== '';
  const again = forMore && proofScheme(session, account) !== 'hmac';
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

/**
 * The session ready to prove us in its next message, when the account asks for it and the client has not accepted us
 * for good: a MAC goes with every message. spec/omadm.md §5.6
 */
export function withLogin(session: ServerSession, account: Account, env: ServerEnv): ServerSession {
  const { name, nonce } = account.outgoing;
  if (!session.clientProven || session.state === 'closed') return session;
  const scheme = proofScheme(session, account);
  if (scheme === undefined || session.proof === 'refused') return session;
  if (scheme === 'hmac') return { ...session, login: { name } };
  if (session.proof === 'accepted') return session;
  return { ...session, login: { name, cred: makeCred(account.outgoing, scheme, nonce, env.ports) } };
}

/** `x-syncml-hmac` for our answer, whose octets are given; undefined when none belongs to it. */
export function macOf(
  session: ServerSession,
  account: Account,
  bytes: Uint8Array,
  ports: AuthPorts,
): string | undefined {
  const signs = session.clientProven && proofScheme(session, account) === 'hmac';
  return signs ? macHeaderFor(account.outgoing, account.outgoing.nonce, bytes, ports) : undefined;
}

function proofScheme(session: ServerSession, { outgoing }: Account): MessageScheme | undefined {
  return session.proofScheme ?? (isMessageScheme(outgoing.scheme) ? outgoing.scheme : undefined);
}
