import { notification } from '@scomo/dm';
import type { WakeUpAddress } from '../model.ts';
import type { DueWakeUp, FleetPorts, WakeUpStore } from '../ports.ts';

export interface WakeUpEnv {
  readonly store: WakeUpStore;
  readonly ports: FleetPorts;
  /** Over all servers of the database. security.md P15 */
  readonly perSecond: number;
  /** Hands a Package #0 to a bearer; rejects with an Error that says why it cannot go. */
  send(deviceId: string, to: WakeUpAddress, trigger: Uint8Array): Promise<void>;
  /** Told of each try. */
  tried(to: WakeUpAddress, fault: Error | undefined): void;
}

/**
 * Sends the triggers whose time has come, each signed now: with the nonce that its device gave last. What the store
 * gives out is counted as sent before it is, so a crash in between costs a try and never doubles one.
 * spec/omadm.md §5.2, §5.5
 */
export async function sendWakeUps(env: WakeUpEnv): Promise<void> {
  const due = await env.store.takeWakeUps(env.ports.now(), env.perSecond);
  await Promise.all(due.map((each) => sendOne(each, env)));
}

async function sendOne(due: DueWakeUp, env: WakeUpEnv): Promise<void> {
  const fault = await trySend(due, env);
  if (fault !== undefined) await env.store.wakeUpNotSent(due, fault, env.ports.now());
}

/** The fault when no address took it. The next try begins with the next address. */
async function trySend(
  { wakeUp, addresses, account }: DueWakeUp,
  env: WakeUpEnv,
): Promise<string | undefined> {
  const { sessionId, uiMode, tries } = wakeUp;
  let trigger: Uint8Array;
  try {
    const { serverId, outgoing } = account;
    const { secret, nonce } = outgoing;
    const facts = { serverId, secret, nonce, sessionId, uiMode, initiator: 'server' } as const;
    trigger = notification.buildTrigger(facts, env.ports.auth);
  } catch (error) {
    return textOf(error);
  }
  const first = (tries - 1) % Math.max(addresses.length, 1);
  const faults: string[] = [];
  for (const to of [...addresses.slice(first), ...addresses.slice(0, first)]) {
    try {
      await env.send(wakeUp.deviceId, to, trigger);
      env.tried(to, undefined);
      return undefined;
    } catch (error) {
      const fault = error instanceof Error ? error : new Error(String(error));
      env.tried(to, fault);
      faults.push(`${to.bearer}: ${fault.message}`);
    }
  }
  return faults.length === 0 ? 'the device has no wake-up address' : faults.join('; ');
}

function textOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}
