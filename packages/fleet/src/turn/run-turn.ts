import { type PeerProof, type ServerEvent, server } from '@scomo/dm';
import {
  alertStatus,
  applyEvents,
  type DeployMember,
  expectsAlert,
  type Inventory,
  type Knowledge,
  NOTHING_KNOWN,
} from '@scomo/scomo';
import type { Message } from '@scomo/syncml';
import type { Task } from '../model.ts';
import type { StoredSession, TurnSave, TurnState } from '../ports.ts';
import { learn } from '../profiles/learn.ts';
import type { Learnt } from '../profiles/profile.ts';
import { profileOf, recognise } from '../profiles/recognise.ts';
import { afterGreeting } from './greeting.ts';
import { respond } from './respond.ts';
import type { TurnEnv, TurnInput } from './turn-env.ts';

/** The lasting part of a session: made when it opens. */
export type SessionFrame = Pick<StoredSession, 'key' | 'token' | 'startedAt'>;

/** What one message did, before anything is stored. */
export interface TurnResult {
  readonly frame: SessionFrame;
  readonly session: server.ServerSession;
  readonly account: TurnState['account'];
  readonly known: Knowledge;
  /** All open tasks, in order; those unchanged are the same references. */
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
  peer: PeerProof,
  now: string,
  env: TurnEnv,
): Promise<TurnResult> {
  const frame = stored ?? { key: env.ports.newId('se_'), token: env.ports.newSecret(), startedAt: now };
  const profile = profileOf(asItSays(state, message, userAgent));
  const serverEnv: server.ServerEnv = {
    ports: env.ports.auth,
    peer,
    serverUri: env.serverUri,
    respUri: env.respUri(frame.token),
    encoding,
    limits: env.limits,
    challengeCode: challengeCode(userAgent),
    fillPercent: profile.fillPercent,
    alertStatus: (code, item, correlator) =>
      expectsAlert(state.tasks, correlator) ? 200 : alertStatus(code, item),
  };
  const earlier = server.wantsChunks(stored?.session, message)
    ? await env.store.loadChunks(state.device.deviceId)
    : [];
  const received = server.receive(stored?.session, state.account, message, serverEnv, earlier);
  const { events, account } = received;
  const before = stored?.known ?? NOTHING_KNOWN;
  const folded = received.session.clientProven
    ? applyEvents(before, state.tasks, events, now)
    : { known: before, tasks: state.tasks };
  const ways = {
    now,
    ways: profile.ways,
    packageUrl: (member: DeployMember) => env.packageUrl(state.device.deviceId, member),
  };
  const { inventory, composed, settled, greets } = await respond(received, folded, ways, serverEnv, env);
  const read = inventory === undefined ? {} : { inventory };
  const agent = userAgent === undefined ? {} : { userAgent };
  const lesson = { events, roots: settled.known.roots ?? [], ...read, ...agent };
  const learnt = received.session.clientProven ? learn(state.device, lesson) : state.device.learnt;
  return {
    frame: { key: frame.key, token: frame.token, startedAt: frame.startedAt },
    session: composed.session,
    account,
    known: greets ? afterGreeting(settled.known) : settled.known,
    tasks: state.tasks.map((task, index) => {
      const facts = settled.tasks[index];
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
