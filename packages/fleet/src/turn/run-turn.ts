import { type ServerEvent, server } from '@scomo/dm';
import {
  alertStatus,
  applyEvents,
  type DeployMember,
  expectsAlert,
  type FetchWay,
  type Inventory,
  type Knowledge,
  NOTHING_KNOWN,
  type UpdateCheck,
} from '@scomo/scomo';
import { type Message, utf8Encode } from '@scomo/syncml';
import type { Task } from '../model.ts';
import type { StoredSession, TurnSave, TurnState } from '../ports.ts';
import { learn } from '../profiles/learn.ts';
import type { Learnt } from '../profiles/profile.ts';
import { profileOf, recognise } from '../profiles/recognise.ts';
import { answerRequests } from '../requests/answer-requests.ts';
import { checkOf, takeCheck } from '../requests/take-check.ts';
import type { Chosen } from '../resync/choose-account.ts';
import { afterSent, carriesSecrets, rotationAfter, rotationCommands, settled } from '../resync/rotate.ts';
import type { Rotation } from '../resync/rotation.ts';
import { afterGreeting } from './greeting.ts';
import { respond } from './respond.ts';
import type { TurnEnv, TurnInput } from './turn-env.ts';

/** The lasting part of a session: made when it opens. */
export type SessionFrame = Pick<StoredSession, 'key' | 'token' | 'startedAt'>;

/** What one message did, before anything is stored. */
export interface TurnResult {
  readonly frame: SessionFrame;
  readonly session: server.ServerSession;
  /** As this session goes on with it, and as the next one will find it. */
  readonly account: TurnState['account'];
  readonly kept: TurnState['account'];
  /** Set when it has changed. */
  readonly rotation?: Rotation;
  /** The reply carries new secrets: it is not stored, so that nobody gets it again. */
  readonly secret?: true;
  readonly known: Knowledge;
  /** All open tasks, in order; those unchanged are the same references; last those that the device has asked for. */
  readonly tasks: readonly Task[];
  readonly inventory?: Inventory;
  /** Set when something new was learnt of the client. */
  readonly learnt?: Learnt;
  readonly events: readonly ServerEvent[];
  readonly chunk?: TurnSave['chunk'];
  readonly reply: Message;
}

/** Takes one message through the session engine and the reconciler. `stored` is undefined when it opens a session. Pure but for the ports: what is read is the slice of an object. */
export async function runTurn(
  state: TurnState,
  stored: StoredSession | undefined,
  message: Message,
  { encoding, userAgent }: TurnInput,
  chosen: Chosen,
  now: string,
  env: TurnEnv,
): Promise<TurnResult> {
  const frame = stored ?? { key: env.ports.newId('se_'), token: env.ports.newSecret(), startedAt: now };
  const device = asItSays(state, message, userAgent);
  const profile = profileOf(device);
  const answers = await answerRequests(state, message, frame.startedAt, now, env.requests);
  const serverEnv: server.ServerEnv = {
    ports: env.ports.auth,
    peer: chosen.peer,
    resync: chosen.resync,
    serverUri: env.serverUri,
    respUri: env.respUri(frame.token),
    encoding,
    limits: env.limits,
    challengeCode: challengeCode(userAgent),
    fillPercent: profile.fillPercent,
    alertStatus: (code, item, correlator) =>
      expectsAlert(state.tasks, correlator) ? 200 : (answers.statusOf(item) ?? alertStatus(code, item)),
  };
  const earlier = server.wantsChunks(stored?.session, message)
    ? await env.store.loadChunks(state.device.deviceId)
    : [];
  const received = server.receive(stored?.session, chosen.account, message, serverEnv, earlier);
  const { events, account } = received;
  const before = stored?.known ?? NOTHING_KNOWN;
  const asked = received.session.clientProven ? answers.tasks : [];
  const check = received.session.clientProven ? await checkOf(state, events, env.requests) : undefined;
  const folded = received.session.clientProven
    ? applyEvents(check ? { ...before, check } : before, [...state.tasks, ...asked], events, now)
    : { known: before, tasks: state.tasks };
  const ways = {
    now,
    ways: profile.ways,
    packageUrl: (member: DeployMember, way: FetchWay) => env.packageUrl(state.device.deviceId, member, way),
    ...(received.session.maxObjSize === undefined ? {} : { maxObjSize: received.session.maxObjSize }),
    ...(device.info.Lang ? { language: device.info.Lang } : {}),
    textDigest: (text: string) => env.ports.sha256Hex(utf8Encode(text)),
  };
  const begun = rotationAfter(state, account, events, now, env.ports);
  const rotating = settled(state.account, begun, account, events);
  const turning = rotating.rotation === undefined ? [] : rotationCommands(rotating.rotation, account);
  const out = {
    readObject: env.readObject,
    takeCheck: (wanted: UpdateCheck, inventory: Inventory) =>
      takeCheck(state, wanted, inventory, asked, now, env.requests),
  };
  const answer = await respond(received, folded, ways, serverEnv, out, turning);
  const { inventory, composed, greets } = answer;
  const turned = turning.slice(0, composed.taken);
  const rotation = rotating.rotation && afterSent(rotating.rotation, turned);
  const read = inventory === undefined ? {} : { inventory };
  const agent = userAgent === undefined ? {} : { userAgent };
  const lesson = { events, roots: answer.settled.known.roots ?? [], ...read, ...agent };
  const learnt = received.session.clientProven ? learn(state.device, lesson) : state.device.learnt;
  return {
    frame: { key: frame.key, token: frame.token, startedAt: frame.startedAt },
    session: carriesSecrets(turned) ? { ...composed.session, atRisk: [] } : composed.session,
    account,
    kept: rotating.account,
    ...(rotation === undefined || rotation === state.rotation ? {} : { rotation }),
    ...(carriesSecrets(turned) ? { secret: true as const } : {}),
    known: greets ? afterGreeting(answer.settled.known) : answer.settled.known,
    tasks: [...state.tasks, ...asked, ...answer.ordered].map((task, index) => {
      const facts = answer.settled.tasks[index];
      return facts === undefined || facts === task ? task : { ...task, ...facts };
    }),
    ...read,
    ...(learnt === undefined || learnt === state.device.learnt ? {} : { learnt }),
    events,
    ...keptChunk(
      stored ?? (received.session.clientProven ? state.session : undefined),
      received,
      composed.session,
    ),
    reply: composed.message,
  };
}

/** A chunk is kept as long as its object is not whole and the session goes on; a new session of the device ends it, too. */
function keptChunk(
  before: StoredSession | undefined,
  { chunk }: server.Received,
  after: server.ServerSession,
): { readonly chunk?: TurnSave['chunk'] } {
  const goes = after.receiving !== undefined && after.state !== 'closed';
  if (goes) return chunk === undefined ? {} : { chunk };
  return before?.session.receiving === undefined ? {} : { chunk: 'drop' };
}

/** The device with what this very message says of its client. */
function asItSays(
  { device }: TurnState,
  message: Message,
  userAgent: string | undefined,
): TurnState['device'] {
  const info = { ...device.info, ...server.firstWords(message).devInfo };
  return userAgent === undefined
    ? { ...device, info }
    : { ...device, info, learnt: { ...device.learnt, userAgent } };
}

/**
 * How to ask for credentials, by the message alone: what is stored of a device would tell strangers that it exists.
 * security.md A14
 */
export function challengeCode(userAgent = ''): NonNullable<server.ServerEnv['challengeCode']> {
  return (devInfo) => recognise(devInfo, { userAgent }).challengeCode;
}
