import { existsSync, readdirSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { SETS_PATH } from '@scomo/scomo';
import { getNode, pathOf } from '@scomo/tree';
import type { Context } from '../context.ts';
import { storeName } from '../installers/store.ts';
import { consentNames, dropConsent } from '../journal/consents.ts';
import { openOrders } from '../journal/orders.ts';
import { allPackages } from '../journal/packages.ts';
import { unanswered } from '../journal/spool.ts';
import { loadTree, MO_ROOT } from '../session/device-tree.ts';
import { OBJECT_NAME } from './take-package.ts';

/** Drops old generations and unneeded files; only when nothing is under way and the server has acknowledged every report for it. security.md P7 */
export async function sweep(context: Context): Promise<boolean> {
  const { journal, state, config } = context;
  if (openOrders(journal).length > 0 || unanswered(journal, config.serverId).length > 0) return false;
  await context.installer.sweep();
  const delivered = allPackages(journal).map(({ pkgId }) => `${storeName(pkgId)}.pkg`);
  const downloads = join(state, 'downloads');
  for (const name of existsSync(downloads) ? readdirSync(downloads) : []) {
    if (!delivered.includes(name) && !OBJECT_NAME.test(name)) rmSync(join(downloads, name), { force: true });
  }
  dropOldConsents(context);
  return true;
}

/** An answer is kept as long as the server keeps its set: another attempt does not ask again. */
function dropOldConsents(context: Context): void {
  const names = consentNames(context.journal);
  const tree = names.length > 0 ? loadTree(context) : undefined;
  for (const name of names) {
    if (tree && getNode(tree, [...pathOf(`${MO_ROOT}/${SETS_PATH}`), name]) === undefined) {
      dropConsent(context.journal, name);
    }
  }
}
