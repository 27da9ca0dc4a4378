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
import type { Encoding, Message } from '@scomo/syncml';
import type { Task } from '../model.ts';
import type { StoredSession, TurnState } from '../ports.ts';
import { afterGreeting, greeting } from './greeting.ts';
import type { TurnEnv } from './turn-env.ts';

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
  readonly events: readonly ServerEvent[];
  readonly reply: Message;
}

/** Takes one message through the session engine and the reconciler. `stored` is undefined when it opens a session. Pure but for the ports: what is read is the slice of an object. */
export async function runTurn(
  state: TurnState,
  stored: StoredSession | undefined,
  message: Message,
  encoding: Encoding,
  peer: PeerProof,
  now: string,
  env: TurnEnv,
): Promise<TurnResult> {
  const frame = stored ?? { key: env.ports.newId('se_'), token: env.ports.newSecret(), startedAt: now };
  const serverEnv: server.ServerEnv = {
    ports: env.ports.auth,
    peer,
    serverUri: env.serverUri,
    respUri: env.respUri(frame.token),
    encoding,
    limits: env.limits,
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
  return {
    frame: { key: frame.key, token: frame.token, startedAt: frame.startedAt },
    session: composed.session,
    account,
    known: hello.length > 0 ? afterGreeting(settled.known) : settled.known,
    tasks: state.tasks.map((task, index) => {
      const facts = settled.tasks[index];
      return facts === undefined || facts === task ? task : { ...task, ...facts };
    }),
    ...(next?.inventory === undefined ? {} : { inventory: next.inventory }),
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

/** Commands that the client refused for want of our proof go out again first: until then nothing new is concluded. */
function mayAsk(session: server.ServerSession): boolean {
  return server.mayCommand(session) && session.unproven.length === 0;
}

/** A command that could not be sent counts as refused. */
function neverSent({ tag, code }: { readonly tag: string; readonly code: number }): ServerEvent {
  return { type: 'status', tag, path: [], code, items: [] };
}
