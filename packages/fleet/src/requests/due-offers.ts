import type { DeployedRow } from '@scomo/scomo';
import type { AskedTask, OfferedRelease } from '../ports.ts';
import { isFinal } from '../tasks/is-final.ts';
import { isOlder } from './older-version.ts';

/** What is looked at to find what is due. */
export interface Asking {
  readonly offers: readonly OfferedRelease[];
  /** Newest first. */
  readonly asked: readonly AskedTask[];
  readonly by: 'user' | 'device';
  /** Only offers with this component. */
  readonly component?: string;
}

/**
 * The offers of updates that a device with these components is to be given now. What was ordered and is not over is
 * not ordered again; what went wrong is, but only when the End User asks. docs/requests.md
 */
export function dueOffers(
  { offers, asked, by, component }: Asking,
  deployed: readonly Pick<DeployedRow, 'id' | 'version'>[],
): readonly OfferedRelease[] {
  const due = offers.filter(
    ({ offer, packages }) =>
      offer.mode === 'update' &&
      (component === undefined || packages.some((pkg) => pkg.component === component)) &&
      packages.some((pkg) => isBehind(deployed, pkg)) &&
      mayCome(asked, offer.id, by),
  );
  return due.filter((one) => !due.some((other) => other !== one && replaces(other, one)));
}

/** The component is there, and nothing of it that is as new. */
function isBehind(
  deployed: readonly Pick<DeployedRow, 'id' | 'version'>[],
  { component, version }: { readonly component: string; readonly version: string },
): boolean {
  const here = deployed.filter((row) => row.id === component);
  return here.length > 0 && here.every((row) => isOlder(row.version, version));
}

function mayCome(asked: readonly AskedTask[], offerId: string, by: 'user' | 'device'): boolean {
  const last = asked.find(({ origin }) => origin.offerId === offerId && origin.operation === 'Install');
  if (last === undefined) return true;
  return isFinal(last) && (by === 'user' || last.state === 'verified');
}

/** Brings everything of the other one, and some of it newer. */
function replaces(newer: OfferedRelease, older: OfferedRelease): boolean {
  const pairs = older.packages.map((pkg) => ({
    pkg,
    other: newer.packages.find(({ component }) => component === pkg.component),
  }));
  return (
    pairs.every(({ pkg, other }) => other !== undefined && !isOlder(other.version, pkg.version)) &&
    pairs.some(({ pkg, other }) => other !== undefined && isOlder(pkg.version, other.version))
  );
}
