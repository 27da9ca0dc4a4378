import { escapeName, type Tree, type TreeNode } from '@scomo/tree';
import { BRANCH_PATH } from '../object.ts';
import { DeployedState } from '../states.ts';
import { fixedLeaf, operationsNode, stateLeaf } from './layout.ts';
import { freeName, isStagedName, safeName, stagedName } from './node-name.ts';
import type { DeployedComponent } from './order.ts';
import { childrenAt, type Projected, project } from './project.ts';

type Named = readonly [DeployedComponent, string];

/**
 * Makes Inventory/Deployed equal to what the installers found. A component keeps its node; a version staged beside
 * the active one stands as `<name>.next`. `acls`: own ACL of new nodes by PkgID (Z6). spec/scomo.md §3.2, §3.4
 */
export function projectDeployed(
  tree: Tree,
  root: string,
  components: readonly DeployedComponent[],
  acls: ReadonlyMap<string, string> = new Map(),
): Tree {
  const uri = `${root}/${BRANCH_PATH.Deployed}`;
  const nodes = nameAll(components, childrenAt(tree, uri)).map(
    ([component, name]): Projected => ({
      name,
      children: leavesOf(component),
      acl: acls.get(component.pkgId) ?? '',
    }),
  );
  return project(tree, uri, nodes);
}

/** Gives each component its node name. The first of an ID (the active one, if any) has the plain name. */
function nameAll(components: readonly DeployedComponent[], old: ReadonlyMap<string, TreeNode>): Named[] {
  const plain = plainNames(components, old);
  const taken = new Set(plain.values());
  const ranked = [...components].sort((a, b) => Number(b.active) - Number(a.active));
  const first = new Set<string>();
  return ranked.map((component): Named => {
    const { id, version, pkgId } = component;
    const name = plain.get(id) ?? '';
    if (!first.has(id)) {
      first.add(id);
      return [component, name];
    }
    const staged = freeName(stagedName(name), `${id} ${version} ${pkgId}`, (other) => taken.has(other));
    taken.add(staged);
    return [component, staged];
  });
}

/** Plain name by ID: that of the node that has the ID already, else a new one that no other ID has. */
function plainNames(
  components: readonly DeployedComponent[],
  old: ReadonlyMap<string, TreeNode>,
): ReadonlyMap<string, string> {
  const names = new Map<string, string>();
  const wanted = new Set(components.map((component) => component.id));
  for (const [name, node] of old) {
    const id = idOf(node);
    if (wanted.has(id) && !names.has(id) && !isStagedName(name)) names.set(id, name);
  }
  const taken = new Set([...names.values(), ...old.keys()]);
  for (const id of wanted) {
    if (names.has(id)) continue;
    const name = freeName(safeName(id), id, (other) => taken.has(other));
    names.set(id, name);
    taken.add(name);
  }
  return names;
}

function idOf(node: TreeNode): string {
  const leaf = node.format === 'node' ? node.children.get('ID') : undefined;
  return leaf && leaf.format !== 'node' ? String(leaf.value) : '';
}

function leavesOf(component: DeployedComponent): Readonly<Record<string, TreeNode>> {
  return {
    ID: fixedLeaf(component.id),
    PkgIDRef: fixedLeaf(component.pkgId),
    Name: fixedLeaf(component.name),
    Description: fixedLeaf(component.description),
    Version: fixedLeaf(component.version),
    State: stateLeaf(component.active ? DeployedState.active : DeployedState.inactive),
    Status: stateLeaf(component.status),
    EnvType: fixedLeaf(component.envType),
    Operations: operationsNode('Deployed'),
  };
}

/** URI of the node that shows this package of the component, as Target of a report; undefined when there is none. */
export function deployedUri(tree: Tree, root: string, id: string, pkgId: string): string | undefined {
  const uri = `${root}/${BRANCH_PATH.Deployed}`;
  for (const [name, node] of childrenAt(tree, uri)) {
    const ref = node.format === 'node' ? node.children.get('PkgIDRef') : undefined;
    if (idOf(node) === id && ref?.format !== 'node' && ref?.value === pkgId)
      return `${uri}/${escapeName(name)}`;
  }
  return undefined;
}
