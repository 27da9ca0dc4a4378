import type { notification } from '@scomo/dm';
import { secondsAfter } from '../instant.ts';
import { FLEET_LIMITS } from '../limits.ts';
import type { Instant, NewWakeUp } from '../model.ts';
import type { UseCaseEnv } from '../use-case-env.ts';

/** A wake-up to be sent at once. */
export function newWakeUp(
  deviceId: string,
  wanted: { readonly uiMode?: notification.UiMode; readonly expiresAt?: Instant },
  now: Instant,
  env: UseCaseEnv,
): NewWakeUp {
  const latest = secondsAfter(now, FLEET_LIMITS.wakeUpSecondsMax);
  return {
    id: env.ports.newId('wu_'),
    deviceId,
    uiMode: wanted.uiMode ?? 'background',
    state: 'queued',
    reason: 'waiting for its turn',
    tries: 0,
    nextCheckAt: now,
    askedAt: now,
    expiresAt: wanted.expiresAt === undefined || latest < wanted.expiresAt ? latest : wanted.expiresAt,
  };
}
