import type { Message } from '@scomo/syncml';
import { challengeFor } from '../auth/challenge.ts';
import { checkProof } from '../auth/check-cred.ts';
import type { Account, AuthPorts, PeerProof } from '../auth/credentials.ts';
import { rotateNonces } from '../auth/nonces.ts';
import { withZeroNonce, ZERO_NONCES } from '../auth/resync.ts';
import { isMessageScheme, usesNonce } from '../auth/schemes.ts';
import { headerStatus, type OwedStatus, refuseAll } from '../statuses.ts';
import { devInfoOf } from './dev-info.ts';
import type { ServerEvent } from './events.ts';
import type { ServerEnv, ServerSession } from './session.ts';

/** What the credentials of one message came to. `owed` holds the header's Status, and all others when refused. */
export interface Verdict {
  readonly session: ServerSession;
  readonly account: Account;
  readonly owed: readonly OwedStatus[];
  readonly events: readonly ServerEvent[];
}

/**
 * Checks the client's proof. Once proven it stays so: a Cred repeated later is not looked at (Q19). A MAC and a
 * certificate prove one message each, and one that fails ends a proven session. spec/omadm.md §5.4, §5.5, S25
 */
export function authenticate(
  session: ServerSession,
  account: Account,
  message: Message,
  env: ServerEnv,
): Verdict {
  const { scheme } = account.incoming;
  const events: ServerEvent[] = session.clientProven ? [] : [{ type: 'authenticated' }];
  if (scheme === 'none' || (session.clientProven && (scheme === 'basic' || scheme === 'md5'))) {
    const owed = [headerStatus(message, message.header.cred === undefined ? 200 : 212)];
    return { session: { ...session, clientProven: true }, account, owed, events };
  }
  const proof = checkProof(message, account.incoming, session.challenge, env.peer, env.ports, env.resync);
  if (proof.kind !== 'right') {
    return refuse(session, account, message, env, proof.kind === 'missing');
  }
  const { challenge: _, ...rest } = session;
  const proven = { ...rest, clientProven: true };
  if (!usesNonce(scheme)) return { session: proven, account, owed: [headerStatus(message, 212)], events };
  const next = env.ports.newNonce();
  const owed = [headerStatus(message, scheme === 'hmac' ? 200 : 212, challengeFor(scheme, next))];
  const rotated = rotateNonces(account, proof.nonce, next);
  if (env.resync !== true || !ZERO_NONCES.includes(proof.nonce ?? '')) {
    return { session: proven, account: rotated, owed, events };
  }
  // What we knew of its nonce is stale as well: until it gives another one, ours is zero. spec/omadm.md §5.7 step 4
  const resynced = withZeroNonce(rotated);
  return { session: proven, account: resynced, owed, events: [{ type: 'authenticated', resync: true }] };
}

/** True when a message proves its sender with that account: for a server that has two to choose from. spec/omadm.md §5.7 */
export function proves(
  message: Message,
  account: Account,
  challenge: string | undefined,
  peer: PeerProof,
  resync: boolean,
  ports: AuthPorts,
): boolean {
  return checkProof(message, account.incoming, challenge, peer, ports, resync).kind === 'right';
}

/** 401/407 for everything; the last refusal of the session comes without a challenge, so that it ends there. */
function refuse(
  session: ServerSession,
  account: Account,
  message: Message,
  env: ServerEnv,
  missing: boolean,
): Verdict {
  const { scheme } = account.incoming;
  const held = { ...session.held, ...firstWords(message) };
  const code = missing ? (env.challengeCode?.(held.devInfo ?? {}) ?? 407) : 401;
  const authRounds = session.authRounds + 1;
  const final = session.clientProven || authRounds >= env.limits.authRoundsMax;
  const { challenge: _, ...others } = session;
  const rest = { ...others, clientProven: false };
  const events: ServerEvent[] = [{ type: 'refused', code, final }];
  if (final || !isMessageScheme(scheme)) {
    const owed = [headerStatus(message, code), ...refuseAll(message, code)];
    return { session: { ...rest, state: 'closed', authRounds }, account, owed, events };
  }
  const nonce = usesNonce(scheme) ? env.ports.newNonce() : '';
  const chal = challengeFor(scheme, nonce);
  return {
    session: {
      ...rest,
      ...(usesNonce(scheme) ? { challenge: nonce } : {}),
      state: 'credentials',
      authRounds,
      held,
    },
    account,
    owed: [headerStatus(message, code, chal), ...refuseAll(message, code)],
    events,
  };
}

/** What package 1 says of the session and the device, as far as this message has it. */
export function firstWords(message: Message): NonNullable<ServerSession['held']> {
  const codes = message.commands.map((command) => (command.kind === 'Alert' ? command.code : undefined));
  const reason = codes.includes(1200) ? 'server' : codes.includes(1201) ? 'client' : undefined;
  const devInfo = message.commands
    .map((command) => (command.kind === 'Replace' ? devInfoOf(command) : undefined))
    .find((values) => values !== undefined);
  return {
    ...(reason === undefined ? {} : { reason }),
    ...(devInfo === undefined ? {} : { devInfo }),
  };
}
