import { type FleetPorts, sendWakeUps, type WakeUpAddress, type WakeUpStore } from '@scomo/fleet';
import { WAKE_UP_MS } from '../limits.ts';
import type { Log } from '../log.ts';
import type { Metrics } from '../metrics.ts';
import { every } from '../workers/every.ts';
import type { Bearer, Bearers } from './bearer.ts';

/** Sends due wake-ups, a few times a second, until it is stopped. */
export function wakeUpWorker(env: {
  readonly store: WakeUpStore;
  readonly ports: FleetPorts;
  readonly bearers: Bearers;
  readonly perSecond: number;
  readonly log: Log;
  readonly metrics: Metrics;
}): { stop(): Promise<void> } {
  const { bearers, log, metrics } = env;
  const round = () =>
    sendWakeUps({
      ...env,
      send: (deviceId, to, trigger) => bearerOf(bearers, to).send(deviceId, to, trigger),
      tried: ({ bearer }, fault) => {
        metrics.add('scomo_wake_ups_total', { bearer, result: fault === undefined ? 'sent' : 'failed' });
        if (fault !== undefined) log.warn({ err: fault, bearer }, 'a wake-up was not sent');
      },
    });
  const worker = every(WAKE_UP_MS, round, (error) => log.error({ err: error }, 'sending wake-ups failed'));
  return {
    async stop() {
      await worker.stop();
      await Promise.all(Object.values(bearers).map((bearer) => bearer.close()));
    },
  };
}

function bearerOf(bearers: Bearers, { bearer }: WakeUpAddress): Bearer {
  return bearers[bearer] as Bearer;
}
