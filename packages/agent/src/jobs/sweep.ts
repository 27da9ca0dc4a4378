import { existsSync, readdirSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import type { Context } from '../context.ts';
import { storeNamesInUse, sweepGenerations } from '../installers/generation.ts';
import { storeName, sweepStore } from '../installers/store.ts';
import { openOrders } from '../journal/orders.ts';
import { allPackages } from '../journal/packages.ts';
import { unanswered } from '../journal/spool.ts';

/** Drops old generations and unneeded files; only when nothing is under way and every report has been acknowledged. security.md P7 */
export function sweep({ journal, state }: Context): boolean {
  if (openOrders(journal).length > 0 || unanswered(journal).length > 0) return false;
  const packages = allPackages(journal);
  const kept = packages.filter(({ place }) => place !== 'delivered').map(({ pkgId }) => storeName(pkgId));
  sweepGenerations(state);
  sweepStore(join(state, 'store'), new Set([...kept, ...storeNamesInUse(state)]));
  const delivered = packages
    .filter(({ place }) => place === 'delivered')
    .map(({ pkgId }) => `${storeName(pkgId)}.pkg`);
  const downloads = join(state, 'downloads');
  for (const name of existsSync(downloads) ? readdirSync(downloads) : []) {
    if (!delivered.includes(name)) rmSync(join(downloads, name), { force: true });
  }
  return true;
}
