import type { Tree, TreeNode } from '@scomo/tree';
import { BRANCH_PATH } from '../object.ts';
import { dataLeaf, fixedLeaf, operationsNode, settingLeaf, stateLeaf } from './layout.ts';
import { freeName, safeName } from './node-name.ts';
import type { DeliveredPackage } from './order.ts';
import { childrenAt, type Projected, project } from './project.ts';

/**
 * Makes Inventory/Delivered equal to the packages in the store. A node keeps its name, a new one takes that of its
 * Download node. `acls`: own ACL of new nodes by PkgID (Z6). spec/scomo.md §3.2, §3.4
 */
export function projectDelivered(
  tree: Tree,
  root: string,
  packages: readonly DeliveredPackage[],
  acls: ReadonlyMap<string, string> = new Map(),
): Tree {
  const uri = `${root}/${BRANCH_PATH.Delivered}`;
  const here = childrenAt(tree, uri);
  const old = namesByPackage(here);
  const downloads = namesByPackage(childrenAt(tree, `${root}/${BRANCH_PATH.Download}`));
  const taken = new Set(here.keys());
  const nodes = packages.map((one): Projected => {
    const wanted = downloads.get(one.pkgId) ?? safeName(one.pkgId);
    const name = old.get(one.pkgId) ?? freeName(wanted, one.pkgId, (other) => taken.has(other));
    taken.add(name);
    const children = leavesOf(one);
    const first =
      one.installParams === undefined ? {} : { InstallParams: settingLeaf(one.installParams, 'chr') };
    return { name, children, first, acl: acls.get(one.pkgId) ?? '', open: true };
  });
  return project(tree, uri, nodes);
}

function namesByPackage(nodes: ReadonlyMap<string, TreeNode>): ReadonlyMap<string, string> {
  const names = new Map<string, string>();
  for (const [name, node] of nodes) {
    const id = node.format === 'node' ? node.children.get('PkgID') : undefined;
    if (id && id.format !== 'node' && typeof id.value === 'string') names.set(id.value, name);
  }
  return names;
}

function leavesOf(one: DeliveredPackage): Readonly<Record<string, TreeNode>> {
  return {
    PkgID: fixedLeaf(one.pkgId),
    Name: fixedLeaf(one.name),
    Data: dataLeaf(),
    State: stateLeaf(one.state),
    Status: stateLeaf(one.status),
    Operations: operationsNode('Delivered'),
  };
}
