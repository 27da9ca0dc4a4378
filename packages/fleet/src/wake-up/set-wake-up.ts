import type { Device, WakeUpAddress } from '../model.ts';
import { done, type Outcome, refused } from '../outcome.ts';
import type { UseCaseEnv } from '../use-case-env.ts';

/** Replaces the addresses under which triggers reach a device. */
export async function setWakeUp(
  deviceId: string,
  addresses: readonly WakeUpAddress[],
  env: UseCaseEnv,
): Promise<Outcome<Device>> {
  await env.store.setWakeUp(deviceId, addresses);
  const device = await env.store.device(deviceId);
  return device === undefined ? refused('not_found', `there is no device ${deviceId}`) : done(device);
}
