import type { FleetStore } from '@scomo/fleet';
import { accountOf, deviceOf, TYPE } from './samples.ts';

/** A store and how to get one on an empty database. */
export interface StoreUnderTest {
  open(): Promise<FleetStore>;
}

/** Runs `work` on an empty database that knows one device type and these devices. */
export async function withDevices(
  under: StoreUnderTest,
  deviceIds: readonly string[],
  work: (store: FleetStore) => Promise<void>,
): Promise<void> {
  const store = await under.open();
  try {
    await store.createDeviceType(TYPE);
    for (const deviceId of deviceIds) await store.createDevice(deviceOf(deviceId), accountOf(deviceId));
    await work(store);
  } finally {
    await store.close();
  }
}
