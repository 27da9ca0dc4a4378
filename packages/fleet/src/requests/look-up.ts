import { FLEET_LIMITS } from '../limits.ts';
import type { Device, Task } from '../model.ts';
import type { AskedTask, OfferedRelease } from '../ports.ts';
import type { RequestPorts } from './request-ports.ts';

/** What a device is offered, and what it has asked for lately. */
export async function lookUp(
  device: Device,
  ports: RequestPorts,
): Promise<{ readonly offers: readonly OfferedRelease[]; readonly asked: readonly AskedTask[] }> {
  const [offers, asked] = await Promise.all([
    ports.offersFor(device, FLEET_LIMITS.offersPerDeviceMax),
    ports.askedTasks(device.deviceId, FLEET_LIMITS.requestsPerHourMax * 2),
  ]);
  return { offers: offers.filter(({ packages }) => packages.length > 0), asked };
}

/** A task as one that was asked for; none when it was not. */
export function asAsked({ origin, ...task }: Task): readonly AskedTask[] {
  return origin === undefined ? [] : [{ ...task, origin }];
}
