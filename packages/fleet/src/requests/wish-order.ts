import type { Wish, WishOperation } from '@scomo/scomo';
import type { Device, TaskOrigin } from '../model.ts';
import type { OfferedRelease } from '../ports.ts';
import type { TaskRequest } from '../tasks/create-task.ts';

type Ordered = Omit<TaskRequest, 'deviceId'>;

/** What an operation that was asked for means as an order. docs/requests.md */
const ORDERS: Readonly<Record<WishOperation, (wanted: OfferedRelease, component: string) => Ordered>> = {
  Install: ({ offer }) => ({
    ...{ kind: 'deploy', releaseId: offer.releaseId },
    ...(offer.consent === undefined ? {} : { consent: offer.consent }),
    ...(offer.delivery === undefined ? {} : { delivery: offer.delivery }),
  }),
  InstallInactive: (wanted, component) => fetched('DownloadInstallInactive', wanted, component),
  Download: (wanted, component) => fetched('Download', wanted, component),
  Activate: (_, component) => ({ kind: 'operation', operation: 'Activate', component }),
  Deactivate: (_, component) => ({ kind: 'operation', operation: 'Deactivate', component }),
  Remove: (_, component) => ({ kind: 'operation', operation: 'Remove', component }),
};

function fetched(
  operation: 'Download' | 'DownloadInstallInactive',
  { packages }: OfferedRelease,
  component: string,
): Ordered {
  const packageId = packages.find((pkg) => pkg.component === component)?.id ?? '';
  return { kind: 'operation', operation, packageId };
}

/** The order for a wish, as an operator would give it. */
export function orderFor(wanted: OfferedRelease, wish: Wish, { deviceId }: Device): TaskRequest {
  return { deviceId, ...ORDERS[wish.operation](wanted, wish.component) };
}

/** Where the task comes from. */
export function originOf(
  { offer }: OfferedRelease,
  { component, operation }: { readonly component?: string; readonly operation: WishOperation },
  by: TaskOrigin['by'],
  at: string,
): TaskOrigin {
  return { offerId: offer.id, by, operation, ...(component === undefined ? {} : { component }), at };
}
