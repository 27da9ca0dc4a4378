import {
  type AskedTask,
  newDeployTask,
  type Offer,
  type OfferedRelease,
  type RequestPorts,
} from '@scomo/fleet';
import { DEVICE_ID } from './fixture.ts';
import type { MemoryStore } from './memory-store.ts';

const AT = '2026-01-01T00:00:00.000Z';

/** An offer of these versions by component. */
export function offered(
  id: string,
  versions: Readonly<Record<string, string>>,
  over: Partial<Offer> = {},
): OfferedRelease {
  const offer: Offer = {
    ...{ id, title: `title of ${id}`, releaseId: `re_${id}`, mode: 'update', createdAt: AT },
    ...{ deviceTypes: ['test'], deviceIds: [], operations: ['Install', 'Remove'] },
    ...over,
  };
  const characteristics = { title: 't', provider: 'p', summary: 's', price: 'free', permissions: [] };
  const packages = Object.entries(versions).map(([component, version], n) => {
    const manifest = {
      characteristics,
      compat: [],
      requires: [],
      conflicts: [],
    } as unknown as OfferedRelease['packages'][number]['manifest'];
    return { id: `pk_${id}${n}`, component, version, digest: String(n + 1).repeat(64), bytes: 10, manifest };
  });
  return { offer, packages };
}

export function askedTask(offerId: string, over: Partial<AskedTask> = {}): AskedTask {
  const origin = { offerId, by: 'user', operation: 'Install', component: 'a', at: AT } as const;
  return { id: `tk_${offerId}`, state: 'planned', createdAt: AT, origin, ...over };
}

/** What is offered to the one device of a store; orders become deploy tasks of what the offer holds. */
export function requestPorts(
  store: MemoryStore,
  offers: readonly OfferedRelease[],
  now: () => string,
): RequestPorts {
  let made = 0;
  return {
    offersFor: async () => offers,
    async askedTasks() {
      const tasks = [...store.tasks.values()].toReversed();
      return tasks.flatMap(({ origin, ...task }) => (origin === undefined ? [] : [{ ...task, origin }]));
    },
    async inventory() {
      return (store.inventory?.deployed ?? []).map((row) => ({ ...row, since: AT }));
    },
    async plan({ releaseId }) {
      const found = offers.find(({ offer }) => offer.releaseId === releaseId);
      if (found === undefined) throw new Error(`no release ${releaseId}`);
      made += 1;
      const members = found.packages.map((pkg) => {
        const { id: packageId, component, version, digest, bytes } = pkg;
        const shown = { title: 't', provider: 'p', summary: 's', price: '', permissions: [] };
        return { packageId, component, version, bytes, pkgId: `sha256:${digest}`, ...shown };
      });
      const fields = {
        id: `tk_${made}`,
        deviceId: DEVICE_ID,
        now: now(),
        expiresAt: '2027-01-01T00:00:00.000Z',
      };
      const release = { id: found.offer.releaseId, atomic: true };
      const consent = { mode: 'silent', deferralsMax: 0 } as const;
      return { ok: true, value: newDeployTask(fields, release, members, [], consent, {}) };
    },
  };
}
