import { type PeerProof, server } from '@scomo/dm';
import { encode } from '@scomo/syncml';
import type { StoredSession, TurnSave, TurnState } from '../ports.ts';
import { pickSession, standing } from './challenger.ts';
import { idlePart, isIdle, makeSave } from './make-save.ts';
import { type Arrived, arrived, opened, type Request } from './open-request.ts';
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
  const request = arrived(input, env);
  if ('status' in request) return request;
  if (request.mac !== undefined) return macTurn(request, request.mac.name);
  const read = opened(request, undefined);
  if ('status' in read) return read;
  const deviceId = deviceOf(read);
  if (!isDeviceId(deviceId)) return turnAway(read);
  return inTurn(deviceId, request, () => read);
}

/** The user name says whose account the MAC is to be checked with; the body must be of that device. spec/omadm.md §5.6 */
async function macTurn(request: Arrived, name: string): Promise<TurnAnswer> {
  const deviceId = isDeviceId(name) ? await request.env.store.deviceOfMac(name) : undefined;
  if (deviceId === undefined) {
    const read = opened(request, undefined);
    return 'status' in read ? read : turnAway(read);
  }
  return inTurn(deviceId, request, (state) => opened(request, state));
}

type Open = (state: TurnState | undefined) => Request | TurnAnswer;

/** Turns of one device one after the other; tried anew when what was loaded turns out stale. */
function inTurn(deviceId: string, { env }: Arrived, open: Open): Promise<TurnAnswer> {
  return env.queue.run(deviceId, async () => {
    const quick = await nextTurn(deviceId, env, open);
    if (quick !== 'stale') return quick;
    for (let tries = 0; tries < TRIES_MAX; tries += 1) {
      const answer = await turnOnce(deviceId, env, open);
      if (answer !== 'stale') return answer;
    }
    return { status: 503, reason: 'another turn of this device came first' };
  });
}

/** The next message of a session that this process remembers; anything else is a matter for what is stored. */
async function nextTurn(deviceId: string, env: TurnEnv, open: Open): Promise<TurnAnswer | 'stale'> {
  const now = env.ports.now();
  const state = env.openSessions.take(deviceId, now);
  if (state?.session === undefined) return 'stale';
  const request = open(state);
  if ('status' in request || deviceOf(request) !== deviceId) return 'stale';
  return sortFor(request, state.session, now) === 'next'
    ? go(state, { session: state.session, behind: undefined }, request, now)
    : 'stale';
}

async function turnOnce(deviceId: string, env: TurnEnv, open: Open): Promise<TurnAnswer | 'stale'> {
  const state = await env.store.loadTurn(deviceId);
  const request = open(state);
  if ('status' in request) return request;
  const now = env.ports.now();
  const { digest, input } = request;
  const picked = pickSession(state?.session, { digest, token: input.token }, env.ports.auth.equal);
  const { session: stored } = picked;
  const kind = sortFor(request, stored, now);
  if (state === undefined || kind === 'foreign' || deviceOf(request) !== deviceId) return turnAway(request);
  if (kind === 'opening') {
    return go(state, { behind: picked.behind ?? standing(stored) }, request, now);
  }
  if (stored === undefined) throw new Error(`a ${kind} message of no session`);
  switch (kind) {
    case 'late':
      return said(request, encode(farewell(request.message, 200, env.serverUri), input.encoding));
    case 'resent':
      return said(request, stored.reply, stored.replyMac);
    case 'confused':
      return breakOff(state, { session: stored, behind: picked.behind }, request, now);
    case 'next':
      return go(state, { session: stored, behind: picked.behind }, request, now);
  }
}

/** Where a turn begins: the session of the message, none when it opens one, and an open one that it may not end. */
interface Place {
  readonly session?: StoredSession;
  readonly behind: StoredSession | undefined;
}

function sortFor({ message, digest, input, env }: Request, stored: StoredSession | undefined, now: string) {
  const arrival: Arrival = { message, digest, token: input.token, now };
  return sortMessage(stored, arrival, env.ports.auth.equal);
}

async function go(
  state: TurnState,
  { session: stored, behind }: Place,
  request: Request,
  now: string,
): Promise<TurnAnswer | 'stale'> {
  const { message, digest, input, env } = request;
  const { encoding, bytes } = input;
  const result = await runTurn(state, stored, message, input, peerOf(request), now, env);
  const reply = encode(result.reply, encoding);
  const replyMac = server.macOf(result.session, result.account, reply, env.ports.auth);
  const exchange = {
    ...{ message, bytes, digest, reply, encoding, now },
    ...(replyMac === undefined ? {} : { replyMac }),
  };
  const answer = said(request, reply, replyMac);
  // Of a proven session, but without its proof: told so, and no harm done to the session.
  if (stored?.session.clientProven && !result.session.clientProven) return answer;
  if (isIdle(state, result)) {
    env.store.saveIdle(idlePart(state, result, exchange));
    return answer;
  }
  const save = makeSave(state, result, exchange, behind);
  if ((await env.store.saveTurn(save)) === 'stale') return 'stale';
  const after = stateAfter(state, save);
  if (after !== undefined) env.openSessions.keep(after);
  return answer;
}

function peerOf({ proof, input: { certificate } }: Request): PeerProof {
  return {
    ...(proof === undefined ? {} : { mac: proof }),
    ...(certificate === undefined ? {} : { certificate }),
  };
}

/** A message out of step ends the session: which of the two the device means nobody can tell. security.md P8 */
async function breakOff(
  state: TurnState,
  { session: stored, behind }: Required<Place>,
  request: Request,
  now: string,
): Promise<TurnAnswer | 'stale'> {
  const { message, input, env, proof } = request;
  if (state.account.incoming.scheme === 'hmac' && proof?.kind !== 'right') return turnAway(request);
  const save: TurnSave = {
    deviceId: state.device.deviceId,
    revision: state.revision,
    session: behind ?? null,
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
  return said(request, encode(farewell(message, 400, env.serverUri), input.encoding));
}

function turnAway(request: Request): TurnAnswer {
  const { message, input, env } = request;
  const shown = request.mac === undefined ? server.shownScheme(message) : 'hmac';
  return said(request, refusal(message, input, shown, env));
}

function said({ input }: Arrived, bytes: Uint8Array, mac?: string): TurnAnswer {
  return { status: 200, bytes, encoding: input.encoding, ...(mac === undefined ? {} : { mac }) };
}

function deviceOf({ message }: Request): string {
  return message.header.source.locUri.trim();
}

/** Anything else is no device of ours, and nothing to ask a store for. */
function isDeviceId(text: string): boolean {
  return text !== '' && text.length <= DEVICE_ID_LENGTH_MAX && text.isWellFormed() && !text.includes('\0');
}
