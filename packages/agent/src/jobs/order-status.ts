import { type Phase as JobPhase, type ScomoOrder, statusFor } from '@scomo/scomo';
import type { Phase } from '../journal/orders.ts';

const OWN_PHASE: Readonly<Partial<Record<ScomoOrder['operation'], JobPhase>>> = {
  Install: 'install',
  InstallInactive: 'install',
  Activate: 'activate',
  ActivateSet: 'activate',
  Deactivate: 'deactivate',
  Remove: 'remove',
};

/** What the order is at, in the words of the SCOMO object. */
function jobPhase(order: ScomoOrder, phase: Phase): JobPhase {
  const own = OWN_PHASE[order.operation];
  if (own !== undefined) return own;
  if (phase.name === 'accepted' || phase.name === 'downloading') return 'download';
  return phase.name === 'staging' && order.operation !== 'DownloadInstallInactive' ? 'verify' : 'install';
}

/** `Status` of the order's node while it is in this phase; one that waits for consent is idle. */
export function runningStatus(order: ScomoOrder, phase: Phase): number {
  const waits = phase.name === 'accepted' && (order.download !== undefined || order.set !== undefined);
  return statusFor(order, jobPhase(order, phase), waits ? 'idle' : 'progressing');
}

/** `Status` of the order's node after it has failed in this phase. */
export function failedStatus(order: ScomoOrder, phase: Phase): number {
  const kept = order.download === undefined;
  return statusFor(order, jobPhase(order, phase), kept ? 'failedWithData' : 'failedNoData');
}
