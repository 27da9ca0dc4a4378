import { SETS_PATH } from '../object.ts';
import { USUAL_WAYS } from './client-ways.ts';
import type { DeliveredRow, DeployedRow, DownloadRow, Fact, Inventory, Knowledge } from './knowledge.ts';
import { type BranchNode, nodesBelow, readBranch } from './read-branch.ts';

export type InventoryRead =
  | { readonly kind: 'reads'; readonly uris: readonly string[] }
  /** The device does not let us see what is deployed: nothing can be said of it. */
  | { readonly kind: 'refused'; readonly code: number }
  | { readonly kind: 'inventory'; readonly inventory: Inventory };

/** The whole inventory of all SCOMO objects from the facts of this session, or what must still be read for it. spec/scomo.md §2.2 */
export function readInventory(
  facts: Readonly<Record<string, Fact>>,
  roots: readonly string[],
  lists = USUAL_WAYS.lists,
): InventoryRead {
  const reads: string[] = [];
  const take = (read: ReturnType<typeof readBranch>): readonly BranchNode[] => {
    if (read.kind === 'nodes') return read.nodes;
    if (read.kind === 'reads') reads.push(...read.uris);
    return [];
  };
  const deployed: DeployedRow[] = [];
  const delivered: DeliveredRow[] = [];
  const downloads: DownloadRow[] = [];
  for (const root of roots) {
    const seen = readBranch(facts, root, 'Deployed', lists);
    if (seen.kind === 'refused') return seen;
    deployed.push(...take(seen).map(deployedRow));
    delivered.push(...take(readBranch(facts, root, 'Delivered', lists)).map(deliveredRow));
    downloads.push(...take(readBranch(facts, root, 'Download', lists)).map(downloadRow));
  }
  const setsUri = `${roots[0] ?? '.'}/${SETS_PATH}`;
  const sets = facts[`${setsUri}?list=StructData`];
  if (lists && sets === undefined) reads.push(`${setsUri}?list=StructData`);
  if (reads.length > 0) return { kind: 'reads', uris: [...new Set(reads)] };
  const setUris = nodesBelow(facts, setsUri).map((node) => node.uri);
  return {
    kind: 'inventory',
    inventory: { deployed, delivered, downloads, sets: sets?.kind === 'interior', setUris },
  };
}

/** With the inventory in hand its facts are dropped; those of Download and the sets stay, to know what exists. */
export function withInventory(known: Knowledge, inventory: Inventory): Knowledge {
  const kept = Object.entries(known.facts).filter(([uri]) => !/\/inventory[/?]/i.test(uri));
  return { ...known, facts: Object.fromEntries(kept), inventory };
}

function deployedRow({ uri, leaves }: BranchNode): DeployedRow {
  return {
    uri,
    id: leaves.id ?? '',
    name: leaves.name ?? '',
    version: leaves.version ?? '',
    description: leaves.description ?? '',
    envType: leaves.envtype ?? '',
    pkgIdRef: leaves.pkgidref ?? '',
    state: numberOf(leaves.state),
    status: numberOf(leaves.status),
  };
}

function deliveredRow({ uri, leaves }: BranchNode): DeliveredRow {
  return {
    uri,
    pkgId: leaves.pkgid ?? '',
    name: leaves.name ?? '',
    state: numberOf(leaves.state),
    status: numberOf(leaves.status),
  };
}

function downloadRow({ uri, leaves }: BranchNode): DownloadRow {
  return { uri, pkgId: leaves.pkgid ?? '', pkgUrl: leaves.pkgurl ?? '', status: numberOf(leaves.status) };
}

function numberOf(text: string | undefined): number {
  return text !== undefined && /^\d{1,9}$/.test(text) ? Number(text) : 0;
}
