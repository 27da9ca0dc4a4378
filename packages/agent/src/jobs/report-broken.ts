import { brokenAlert, deployedUri } from '@scomo/scomo';
import type { Tree } from '@scomo/tree';
import type { Context } from '../context.ts';
import { readFact, writeFact } from '../journal/facts.ts';
import { record } from '../journal/history.ts';
import { statusKey } from '../journal/packages.ts';
import { spool } from '../journal/spool.ts';
import type { FoundComponent, Inventory } from '../privileged/port.ts';
import { MO_ROOT } from '../session/device-tree.ts';

/** Tells the account's server, once, of each of its components that has stopped working by itself; of one that works again it is told anew later. */
export function reportBroken(context: Context, tree: Tree, found: Inventory): void {
  const { journal, config } = context;
  const broken = found.active.filter((component) => component.broken !== undefined);
  const told = readFact<readonly string[]>(journal, 'broken') ?? [];
  const still = told.filter((key) => broken.some((component) => statusKey(component) === key));
  const fresh = broken.filter(
    (component) =>
      !still.includes(statusKey(component)) && ownerOf(context, found, component) === config.serverId,
  );
  if (fresh.length === 0 && still.length === told.length) return;
  const at = context.now();
  journal.transaction(() => {
    for (const component of fresh) {
      const { id, version, pkgId, broken: why = '' } = component;
      const node = deployedUri(tree, MO_ROOT, id, pkgId);
      if (node === undefined) continue;
      spool(journal, config.serverId, brokenAlert(node, component, why), at);
      record(journal, { at, kind: 'result', detail: `${id} ${version} is broken: ${why}` });
    }
    writeFact(journal, 'broken', [...still, ...fresh.map(statusKey)]);
  });
}

/** What came without a server is told to the first. */
function ownerOf({ accounts }: Context, { packages }: Inventory, { pkgId }: FoundComponent) {
  return packages.find((entry) => entry.pkgId === pkgId)?.serverId ?? accounts[0]?.serverId;
}
