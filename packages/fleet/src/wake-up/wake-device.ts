import type { notification } from '@scomo/dm';
import { secondsAfter } from '../instant.ts';
import type { WakeUp } from '../model.ts';
import { done, type Outcome, refused } from '../outcome.ts';
import type { UseCaseEnv } from '../use-case-env.ts';
import { newWakeUp } from './new-wake-up.ts';

export interface WakeUpRequest {
  readonly deviceId: string;
  readonly uiMode?: notification.UiMode;
  readonly expiresInSeconds?: number;
}

/**
 * Asks a device to call in. It has one open wake-up at most: asked again, the same trigger is sent again as if it were
 * new, with the same session id. spec/omadm.md §6.1, S32
 */
export async function wakeDevice(request: WakeUpRequest, env: UseCaseEnv): Promise<Outcome<WakeUp>> {
  const { deviceId, uiMode, expiresInSeconds } = request;
  const device = await env.store.device(deviceId);
  if (device === undefined) return refused('not_found', `there is no device ${deviceId}`);
  if (device.wakeUp.length === 0) return withoutAddress(deviceId);
  const now = env.ports.now();
  const wanted = {
    ...(uiMode === undefined ? {} : { uiMode }),
    ...(expiresInSeconds === undefined ? {} : { expiresAt: secondsAfter(now, expiresInSeconds) }),
  };
  const wakeUp = newWakeUp(deviceId, wanted, now, env);
  const kept = await env.store.createWakeUp(wakeUp);
  return kept === undefined ? withoutAddress(deviceId) : done(kept);
}

function withoutAddress(deviceId: string): Outcome<never> {
  return refused('no_wake_up_address', `give ${deviceId} an address first: PATCH /devices/{deviceId}`);
}
