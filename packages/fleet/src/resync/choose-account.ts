import { type Account, mac, type PeerProof, server } from '@scomo/dm';
import { secondsAfter } from '../instant.ts';
import { FLEET_LIMITS } from '../limits.ts';
import type { Instant } from '../model.ts';
import type { StoredSession, TurnState } from '../ports.ts';
import type { Request } from '../turn/open-request.ts';
import { accountInSession } from './account-in-session.ts';
import { type Secrets, withSecrets } from './rotation.ts';

/** With which secrets a message is read. */
export interface Chosen {
  readonly account: Account;
  readonly peer: PeerProof;
  /** The zero nonce may open this session. */
  readonly resync: boolean;
}

/**
 * The account that a message proves itself with: the usual one, or the one whose secrets are on their way; by the zero
 * nonce as well when the message opens a session and none did so within a day. spec/omadm.md §5.7, security.md A8
 */
export function chooseAccount(
  state: TurnState,
  stored: StoredSession | undefined,
  request: Request,
  now: Instant,
): Chosen {
  const { account, rotation, device } = state;
  const usual = { peer: peerOf(request), resync: false };
  if (rotation === undefined && device.typeResync !== true) return { account, ...usual };
  if (stored?.session.clientProven === true) return { account: accountInSession(state), ...usual };
  const challenge = stored?.session.challenge;
  const accounts = rotation?.next === undefined ? [account] : [account, renewed(account, rotation.next)];
  const resync = stored === undefined && mayResync(state, now);
  for (const zero of resync ? [false, true] : [false]) {
    for (const candidate of accounts) {
      const peer = peerOf(request, { account: candidate, challenge, zero });
      const proves = server.proves(request.message, candidate, challenge, peer, zero, request.env.ports.auth);
      if (proves) return { account: candidate, peer, resync: zero };
    }
  }
  // What the MAC is worth with the secrets of an older session says nothing here.
  return { account, peer: peerOf(request, { account, challenge, zero: false }), resync: false };
}

/** The nonce that it gave us with its lost answer is not known: with none at hand it is asked for another one. */
function renewed(account: Account, next: Secrets): Account {
  const { outgoing, ...rest } = withSecrets(account, next);
  return { ...rest, outgoing: { ...outgoing, nonce: '' } };
}

function mayResync({ device, account, rotation }: TurnState, now: Instant): boolean {
  const { scheme } = account.incoming;
  if (device.typeResync !== true || (scheme !== 'md5' && scheme !== 'hmac')) return false;
  return rotation === undefined || secondsAfter(rotation.usedAt, FLEET_LIMITS.resyncSecondsMin) <= now;
}

interface Tried {
  readonly account: Account;
  readonly challenge: string | undefined;
  readonly zero: boolean;
}

/** What the transport says of the sender; its MAC as it is worth with another account. */
function peerOf({ mac: header, proof, input, env }: Request, tried?: Tried): PeerProof {
  const { certificate, bytes } = input;
  const extra = tried === undefined ? [] : server.challengesOf(tried.challenge, tried.zero);
  const worth =
    tried === undefined || header === undefined
      ? proof
      : mac.checkMac(header, bytes, tried.account.incoming, extra, env.ports.auth);
  return {
    ...(worth === undefined ? {} : { mac: worth }),
    ...(certificate === undefined ? {} : { certificate }),
  };
}
