import { type PeerProof, type ServerEvent, server } from '@scomo/dm';
import {
  alertStatus,
  applyEvents,
  expectsAlert,
  type Inventory,
  type Knowledge,
  NOTHING_KNOWN,
  nextCommands,
} from '@scomo/scomo';
import type { Message } from '@scomo/syncml';
import type { Task } from '../model.ts';
import type { StoredSession, TurnState } from '../ports.ts';
import { learn } from '../profiles/learn.ts';
import type { Learnt } from '../profiles/profile.ts';
import { profileOf, recognise } from '../profiles/recognise.ts';
import { afterGreeting, greeting } from './greeting.ts';
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
  const received = server.receive(stored?.session, state.account, message, serverEnv);
  const { events, account } = received;
  const before = stored?.known ?? NOTHING_KNOWN;
  const folded = received.session.clientProven
    ? applyEvents(before, state.tasks, events, now)
    : { known: before, tasks: state.tasks };
  const next = mayAsk(received.session)
    ? nextCommands(folded.known, folded.tasks, {
        now,
        ways: profile.ways,
        packageUrl: (member) => env.packageUrl(state.device.deviceId, member),
      })
    : undefined;
  const idle = next?.commands.length === 0;
  const hello = idle ? greeting(received.session, account, folded.known) : [];
  const offered = idle ? hello : (next?.commands ?? []);
  const slice = await readSlice(received.session, offered, env);
  const composed = server.compose(received.session, offered, serverEnv, slice);
  const sent = next?.sent(composed.taken) ?? folded;
  const settled = applyEvents(sent.known, sent.tasks, composed.unsent.map(neverSent), now);
  const read = next?.inventory === undefined ? {} : { inventory: next.inventory };
  const agent = userAgent === undefined ? {} : { userAgent };
  const lesson = { events, roots: settled.known.roots ?? [], ...read, ...agent };
  const learnt = received.session.clientProven ? learn(state.device, lesson) : state.device.learnt;
  return {
    frame: { key: frame.key, token: frame.token, startedAt: frame.startedAt },
    session: composed.session,
    account,
    known: hello.length > 0 ? afterGreeting(settled.known) : settled.known,
    tasks: state.tasks.map((task, index) => {
      const facts = settled.tasks[index];
      return facts === undefined || facts === task ? task : { ...task, ...facts };
    }),
    ...read,
    ...(learnt === undefined || learnt === state.device.learnt ? {} : { learnt }),
    events,
    reply: composed.message,
  };
}

async function readSlice(
  session: server.ServerSession,
  offered: readonly server.TaggedCommand[],
  env: TurnEnv,
): Promise<server.Slice | undefined> {
  const wanted = server.wantedSlice(session, offered);
  if (wanted === undefined) return undefined;
  const { ref, offset, length } = wanted;
  const octets = await env.readObject(ref, offset, length);
  return octets === undefined ? undefined : { ref, offset, octets };
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

/** Commands that the client refused for want of our proof go out again first: until then nothing new is concluded. */
function mayAsk(session: server.ServerSession): boolean {
  return server.mayCommand(session) && session.unproven.length === 0;
}

/** A command that could not be sent counts as refused. */
function neverSent({ tag, code }: { readonly tag: string; readonly code: number }): ServerEvent {
  return { type: 'status', tag, path: [], code, items: [] };
}
