import { decode, encode, type Message, SyncmlError } from '@scomo/syncml';
import type { StoredSession, TurnSave, TurnState } from '../ports.ts';
import { idlePart, isIdle, makeSave } from './make-save.ts';
import { stateAfter } from './open-sessions.ts';
import { runTurn } from './run-turn.ts';
import { type Arrival, sortMessage } from './sort-message.ts';
import { farewell, refusal } from './turn-away.ts';
import type { TurnAnswer, TurnEnv, TurnInput } from './turn-env.ts';

const TRIES_MAX = 2;
const DEVICE_ID_LENGTH_MAX = 256;

/**
 * One request of a device and its answer: decoded, matched to its session, run, stored, answered. What the device
 * sends never makes it throw; 503 when another node keeps overtaking us. ARCHITECTURE.md, first way
 */
export async function receiveTurn(input: TurnInput, env: TurnEnv): Promise<TurnAnswer> {
  let message: Message;
  try {
    message = decode(input.bytes, input.encoding);
  } catch (error) {
    if (error instanceof SyncmlError) return malformed(error);
    throw error;
  }
  const deviceId = message.header.source.locUri.trim();
  if (!isDeviceId(deviceId)) return answer(refusal(message, input.encoding, env), input);
  const digest = env.ports.sha256Hex(input.bytes);
  return env.queue.run(deviceId, async () => {
    const request = { message, digest, input, env };
    const quick = await nextTurn(deviceId, request);
    if (quick !== 'stale') return answer(quick, input);
    for (let tries = 0; tries < TRIES_MAX; tries += 1) {
      const reply = await turnOnce(deviceId, request);
      if (reply !== 'stale') return answer(reply, input);
    }
    return { status: 503, reason: 'another turn of this device came first' };
  });
}

interface Request {
  readonly message: Message;
  readonly digest: string;
  readonly input: TurnInput;
  readonly env: TurnEnv;
}

/** The next message of a session that this process remembers; anything else is a matter for what is stored. */
async function nextTurn(deviceId: string, request: Request): Promise<Uint8Array | 'stale'> {
  const now = request.env.ports.now();
  const state = request.env.openSessions.take(deviceId, now);
  if (state?.session === undefined || sortFor(request, state.session, now) !== 'next') return 'stale';
  return go(state, state.session, request, now);
}

async function turnOnce(deviceId: string, request: Request): Promise<Uint8Array | 'stale'> {
  const { message, input, env } = request;
  const state = await env.store.loadTurn(deviceId);
  const stored = state?.session;
  const now = env.ports.now();
  const kind = sortFor(request, stored, now);
  if (kind === 'late') return encode(farewell(message, 200, env.serverUri), input.encoding);
  if (kind === 'foreign' || state === undefined) return refusal(message, input.encoding, env);
  if (kind === 'resent' && stored !== undefined) return stored.reply;
  if (kind === 'confused' && stored !== undefined) return breakOff(state, stored, request, now);
  return go(state, kind === 'opening' ? undefined : stored, request, now);
}

function sortFor({ message, digest, input, env }: Request, stored: StoredSession | undefined, now: string) {
  const arrival: Arrival = { message, digest, token: input.token, now };
  return sortMessage(stored, arrival, env.ports.auth.equal);
}

async function go(
  state: TurnState,
  stored: StoredSession | undefined,
  { message, digest, input, env }: Request,
  now: string,
): Promise<Uint8Array | 'stale'> {
  const result = runTurn(state, stored, message, input.encoding, now, env);
  const reply = encode(result.reply, input.encoding);
  const exchange = { message, bytes: input.bytes, digest, reply, encoding: input.encoding, now };
  if (isIdle(state, result)) {
    env.store.saveIdle(idlePart(state, result, exchange));
    return reply;
  }
  const save = makeSave(state, result, exchange);
  if ((await env.store.saveTurn(save)) === 'stale') return 'stale';
  const after = stateAfter(state, save);
  if (after !== undefined) env.openSessions.keep(after);
  return reply;
}

/** A message out of step ends the session: which of the two the device means nobody can tell. security.md P8 */
async function breakOff(
  state: TurnState,
  stored: StoredSession,
  { message, input, env }: Request,
  now: string,
): Promise<Uint8Array | 'stale'> {
  const save: TurnSave = {
    deviceId: state.device.deviceId,
    revision: state.revision,
    session: null,
    record: {
      key: stored.key,
      deviceId: state.device.deviceId,
      sessionId: stored.session.sessionId.replaceAll('\0', ''),
      startedAt: stored.startedAt,
      endedAt: now,
      messages: stored.session.messageCount,
      outcome: 'aborted',
    },
    seenAt: null,
  };
  if ((await env.store.saveTurn(save)) === 'stale') return 'stale';
  return encode(farewell(message, 400, env.serverUri), input.encoding);
}

function answer(bytes: Uint8Array, { encoding }: TurnInput): TurnAnswer {
  return { status: 200, bytes, encoding };
}

function malformed(error: SyncmlError): TurnAnswer {
  const status = error.code === 'too-large' ? 413 : error.code === 'unknown-document' ? 415 : 400;
  return { status, reason: error.message };
}

/** Anything else is no device of ours, and nothing to ask a store for. */
function isDeviceId(text: string): boolean {
  return text !== '' && text.length <= DEVICE_ID_LENGTH_MAX && text.isWellFormed() && !text.includes('\0');
}
