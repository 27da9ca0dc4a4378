import { type ServerEvent, server } from '@scomo/dm';
import { encode } from '@scomo/syncml';
import type { StoredSession, TurnSave, TurnState } from '../ports.ts';
import { chooseAccount } from '../resync/choose-account.ts';
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
  // An unknown name goes the way of a known one.
  return inTurn(deviceId ?? `${name}\0`, request, (state) => opened(request, state));
}

type Open = (state: TurnState | undefined) => Request | TurnAnswer;

/** Turns of one device one after the other; tried anew when what was loaded turns out stale. */
function inTurn(deviceId: string, arrival: Arrived, open: Open): Promise<TurnAnswer> {
  return arrival.env.queue.run(deviceId, async () => {
    const quick = await nextTurn(deviceId, arrival, open);
    if (quick !== 'stale') return quick;
    for (let tries = 0; tries < TRIES_MAX; tries += 1) {
      const answer = await turnOnce(deviceId, arrival, open);
      if (answer !== 'stale') return answer;
    }
    return { status: 503, reason: 'another turn of this device came first' };
  });
}

/** The next message of a session that this process remembers; anything else is a matter for what is stored. */
async function nextTurn(
  deviceId: string,
  { input, env }: Arrived,
  open: Open,
): Promise<TurnAnswer | 'stale'> {
  const now = env.ports.now();
  const state = env.openSessions.take(deviceId, now);
  if (state?.session === undefined || !holdsToken(state.session, input, env)) return 'stale';
  const request = open(state);
  if ('status' in request || deviceOf(request) !== deviceId) return 'stale';
  return sortFor(request, state.session, now) === 'next'
    ? go(state, { session: state.session, behind: undefined }, request, now)
    : 'stale';
}

async function turnOnce(
  deviceId: string,
  { input, env }: Arrived,
  open: Open,
): Promise<TurnAnswer | 'stale'> {
  const state = deviceId.includes('\0') ? undefined : await env.store.loadTurn(deviceId);
  const now = env.ports.now();
  const { address = '' } = input;
  const known = standing(state?.session);
  const free = known !== undefined && holdsToken(known, input, env);
  const admitted = free || env.gate.admits(deviceId, address, now);
  const request = open(admitted ? state : undefined);
  if ('status' in request) return request;
  if (!admitted) return turnAway(request);
  if (state === undefined) {
    if (showsProof(request)) env.gate.failed(deviceId, address, now, isGuess(request));
    return turnAway(request);
  }
  return deviceOf(request) === deviceId ? turnOf(state, request, now) : turnAway(request);
}

/** A turn of a known device, as its message is to what is stored. */
async function turnOf(state: TurnState, request: Request, now: string): Promise<TurnAnswer | 'stale'> {
  const { digest, input, env } = request;
  const picked = pickSession(state.session, { digest, token: input.token }, env.ports.auth.equal);
  const { session: stored } = picked;
  const kind = sortFor(request, stored, now);
  if (kind === 'opening') {
    return go(state, { behind: picked.behind ?? standing(stored) }, request, now);
  }
  if (kind === 'foreign' || stored === undefined) return turnAway(request);
  switch (kind) {
    case 'late':
      return said(request, encode(farewell(request.message, 200, env.serverUri), input.encoding));
    case 'resent':
      return said(request, stored.reply, stored.replyMac, !stored.session.clientProven);
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
  const chosen = chooseAccount(state, stored, request, now);
  const result = await runTurn(state, stored, message, input, chosen, now, env);
  const reply = encode(result.reply, encoding);
  const replyMac = server.macOf(result.session, result.account, reply, env.ports.auth);
  const exchange = {
    ...{ message, bytes, digest, reply, encoding, now },
    ...(replyMac === undefined ? {} : { replyMac }),
  };
  noteProof(state.device.deviceId, result.events, request, now);
  const answer = said(request, reply, replyMac, !result.session.clientProven);
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

/** Keeps count of who proves itself and who does not. */
function noteProof(deviceId: string, events: readonly ServerEvent[], request: Request, now: string): void {
  const { address = '' } = request.input;
  const { gate } = request.env;
  for (const event of events) {
    if (event.type === 'authenticated') gate.proved(deviceId, address, now);
    if (event.type === 'refused' && event.code === 401) {
      gate.failed(deviceId, address, now, isGuess(request));
    }
  }
}

/** True for a message with something to check: an unknown device that only asks has guessed nothing. */
function showsProof({ mac, message }: Request): boolean {
  return mac !== undefined || message.header.cred !== undefined;
}

/** A secret in clear, or an answer to a challenge; a whole fleet may come with stale nonces at once. */
function isGuess({ input, message }: Request): boolean {
  return input.token !== undefined || server.shownScheme(message) === 'basic';
}

function holdsToken({ token }: StoredSession, input: TurnInput, env: TurnEnv): boolean {
  return input.token !== undefined && env.ports.auth.equal(input.token, token);
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
    ...(stored.session.receiving === undefined ? {} : { chunk: 'drop' as const }),
    seenAt: null,
  };
  if ((await env.store.saveTurn(save)) === 'stale') return 'stale';
  return said(request, encode(farewell(message, 400, env.serverUri), input.encoding));
}

function turnAway(request: Request): TurnAnswer {
  return said(request, refusal(request), undefined, true);
}

function said({ input }: Arrived, bytes: Uint8Array, mac?: string, refused = false): TurnAnswer {
  return {
    ...{ status: 200, bytes, encoding: input.encoding },
    ...(mac === undefined ? {} : { mac }),
    ...(refused ? { refused } : {}),
  };
}

function deviceOf({ message }: Request): string {
  return message.header.source.locUri.trim();
}

/** Anything else is no device of ours, and nothing to ask a store for. */
function isDeviceId(text: string): boolean {
  return text !== '' && text.length <= DEVICE_ID_LENGTH_MAX && text.isWellFormed() && !text.includes('\0');
}
