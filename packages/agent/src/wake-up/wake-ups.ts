import { client, notification } from '@scomo/dm';
import { loadAccount } from '../account.ts';
import { LIMITS } from '../base/limits.ts';
import { authPorts } from '../base/node-crypto.ts';
import type { AgentConfig } from '../config.ts';
import { readFact, writeFact } from '../journal/facts.ts';
import type { Journal } from '../journal/journal.ts';

/** A session that the server has asked for. */
export interface Wanted {
  /** As text, for package 1. */
  readonly sessionId: string;
  readonly reason: 'server' | 'client';
  /** The trigger was signed with the zero nonce. spec/omadm.md §5.7 */
  readonly resync?: true;
}

/** Decides which pushes lead to a session, and when. A push is only a hint: it carries no orders. security.md A5, A13 */
export interface WakeUps {
  /** Something has come from a bearer: a WSP Push PDU, if it is for us at all. Never throws for what is in it. */
  push(pdu: Uint8Array): void;
  /** What the session that begins now is for, if a trigger has asked for one. */
  begin(): Wanted | undefined;
  /** The session did not come about: the next one is for the same. */
  giveBack(wanted: Wanted): void;
  /** Pushes that led to nothing since the start. */
  readonly ignored: number;
  close(): void;
}

export interface WakeUpEnv {
  readonly journal: Journal;
  readonly config: AgentConfig;
  /** Milliseconds of a clock that only goes forward. */
  clock(): number;
  /** 0 to 1. */
  random(): number;
  /** A session is wanted now. */
  ring(): void;
  /** For the End User. */
  tell(text: string): void;
  say(line: string): void;
}

/** spec/omadm.md §6.1, C2, C35 */
export function createWakeUps(env: WakeUpEnv): WakeUps {
  let wanted: Wanted | undefined;
  let timer: NodeJS.Timeout | undefined;
  let nextStart = 0;
  let ignored = 0;
  const ignore = () => {
    ignored += 1;
    // The first, the tenth, the hundredth: a flood does not fill a log.
    if (/^10*$/.test(String(ignored))) env.say(`wake-up: ${ignored} pushes ignored`);
  };
  const schedule = () => {
    timer ??= setTimeout(env.ring, Math.max(nextStart - env.clock(), 0));
  };
  return {
    get ignored() {
      return ignored;
    },
    push(pdu) {
      const { trigger, resync } = genuine(pdu, env) ?? {};
      if (trigger === undefined || !isNew(trigger, env)) return ignore();
      wanted = {
        sessionId: notification.sessionIdText(trigger.sessionId),
        reason: trigger.initiator,
        ...(resync === true ? { resync } : {}),
      };
      env.say(`wake-up: session ${wanted.sessionId} wanted`);
      if (trigger.uiMode === 'informative' || trigger.uiMode === 'interactive') {
        env.tell('The management server asks this device to call in.');
      }
      schedule();
    },
    begin() {
      const now = wanted;
      if (now === undefined) return undefined;
      wanted = undefined;
      clearTimeout(timer);
      timer = undefined;
      nextStart = env.clock() + LIMITS.wakeUpPauseMs + env.random() * LIMITS.wakeUpJitterMs;
      return now;
    },
    giveBack(again) {
      wanted ??= again;
    },
    close: () => clearTimeout(timer),
  };
}

/** The trigger when it is from our server, signed with a nonce that we gave it; with the zero nonce only where the owner allows that: it invites replay. spec/omadm.md §5.7, C35 */
function genuine(pdu: Uint8Array, { journal, config }: WakeUpEnv): Genuine | undefined {
  const push = notification.readWapPush(pdu);
  if (push?.kind !== 'notification') return undefined;
  const trigger = notification.readTrigger(push.body);
  if (trigger === undefined) return undefined;
  const { serverId, incoming } = loadAccount(journal, config);
  const signed = (nonces: readonly string[]) =>
    notification.verifyTrigger(trigger, { serverId, a1: incoming.a1, nonces }, authPorts);
  if (signed(incoming.nonces)) return { trigger };
  return config.resync && signed(client.challengesOf(undefined, true))
    ? { trigger, resync: true }
    : undefined;
}

interface Genuine {
  readonly trigger: notification.Trigger;
  readonly resync?: true;
}

/** Remembers the session ids of the last triggers, durably: one that comes again leads to nothing. C35 */
function isNew({ sessionId }: notification.Trigger, { journal, config }: WakeUpEnv): boolean {
  const fact = `wakeUps ${config.serverId}` as const;
  const seen = readFact<readonly number[]>(journal, fact) ?? [];
  if (seen.includes(sessionId)) return false;
  writeFact(journal, fact, [...seen, sessionId].slice(-LIMITS.wakeUpsRemembered));
  return true;
}
