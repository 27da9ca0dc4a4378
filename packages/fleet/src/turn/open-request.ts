import { mac, type Proof } from '@scomo/dm';
import { decode, type Message, SyncmlError } from '@scomo/syncml';
import type { TurnState } from '../ports.ts';
import { accountInSession } from '../resync/account-in-session.ts';
import type { TurnAnswer, TurnEnv, TurnInput } from './turn-env.ts';

/** A request as it came: what of it is known before its body is decoded. */
export interface Arrived {
  readonly input: TurnInput;
  readonly env: TurnEnv;
  /** SHA-256 hex of the body and its MAC header. */
  readonly digest: string;
  readonly mac?: mac.MacHeader;
}

/** A request whose body is decoded, and what its MAC is worth. */
export interface Request extends Arrived {
  readonly message: Message;
  readonly proof?: Proof;
}

/** The request with its headers read; an answer when one of them makes no sense. security.md A11 */
export function arrived(input: TurnInput, env: TurnEnv): Arrived | TurnAnswer {
  const header = input.mac === undefined ? undefined : mac.readMacHeader(input.mac);
  if (input.mac !== undefined && header === undefined) {
    return { status: 400, reason: `${mac.MAC_HEADER} cannot be read` };
  }
  const digest = env.ports.sha256Hex(input.bytes);
  const whole = input.mac === undefined ? digest : `${digest} ${input.mac}`;
  return { input, env, digest: whole, ...(header === undefined ? {} : { mac: header }) };
}

/**
 * The body decoded, after its MAC was checked over the octets as they came. What fails is decoded as well, but only to
 * tell its sender so, with a challenge. spec/omadm.md §5.6
 */
export function opened(request: Arrived, state: TurnState | undefined): Request | TurnAnswer {
  const proof = request.mac && proofOf(request.mac, request, state);
  try {
    const message = decode(request.input.bytes, request.input.encoding);
    return { ...request, message, ...(proof === undefined ? {} : { proof }) };
  } catch (error) {
    if (error instanceof SyncmlError) return malformed(error);
    throw error;
  }
}

function proofOf(header: mac.MacHeader, { input, env }: Arrived, state: TurnState | undefined): Proof {
  if (state === undefined) return { kind: 'wrong' };
  const { session, challenger } = state.session ?? {};
  const challenges = [session?.challenge, challenger?.session.challenge].filter((each) => each !== undefined);
  return mac.checkMac(header, input.bytes, accountInSession(state).incoming, challenges, env.ports.auth);
}

function malformed(error: SyncmlError): TurnAnswer {
  const status = error.code === 'too-large' ? 413 : error.code === 'unknown-document' ? 415 : 400;
  return { status, reason: error.message };
}
