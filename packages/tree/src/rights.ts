import { type Acl, type AclCommand, aclFor, formatAcl, grants, parseAcl, withoutServer } from './acl.ts';
import { ROOT_ACL } from './build.ts';
import { pathOf } from './edit.ts';
import type { Interior, Tree, TreeNode } from './node.ts';
import type { Path } from './uri.ts';

/** ACL in force at a node: its own, else the nearest ancestor's, never a mixture. spec/omadm.md §3.6 */
export function effectiveAcl(tree: Tree, uri: string | Path): Acl {
  let node: TreeNode | undefined = tree;
  let text = tree.acl;
  for (const name of pathOf(uri)) {
    node = node?.format === 'node' ? node.children.get(name) : undefined;
    if (node?.acl) text = node.acl;
  }
  const acl = parseAcl(text);
  if (!acl) throw new Error(`bad ACL in the tree: ${text}`);
  return acl;
}

/** Whether the ACL in force gives the server that right there. For Add ask at the parent-to-be. spec/omadm.md §3.6 */
export function allowed(tree: Tree, uri: string | Path, command: AclCommand, serverId: string): boolean {
  return grants(effectiveAcl(tree, uri), command, serverId);
}

/** Whether the server may replace the ACL of the node: by Replace on its parent, or, interior nodes only, on itself. spec/omadm.md §3.6 */
export function mayChangeAcl(tree: Tree, uri: string | Path, node: TreeNode, serverId: string): boolean {
  const path = pathOf(uri);
  if (node.format === 'node' && allowed(tree, path, 'Replace', serverId)) return true;
  return path.length > 0 && allowed(tree, path.slice(0, -1), 'Replace', serverId);
}

/** Own ACL of an interior node that a server adds: `''`, or rights for it alone when it lacks Replace on the parent. spec/omadm.md §3.6 */
export function aclOfAdded(tree: Tree, parent: Path, serverId: string): string {
  if (allowed(tree, parent, 'Replace', serverId)) return '';
  return aclFor(serverId, ['Add', 'Delete', 'Replace']);
}

/** A root's ACL: a command of the factory value that has lost its last server is everyone's again. spec/omadm.md §3.6 */
export function rootAcl(acl: Acl): string {
  return formatAcl(new Map([...(parseAcl(ROOT_ACL) ?? []), ...acl]));
}

/** Takes a server out of every ACL, as when its account goes: emptied ACLs inherit. spec/omadm.md §3.6 */
export function removeServer(tree: Tree, serverId: string): Tree {
  const left = stripped(tree, serverId);
  return left === tree ? tree : { ...left, acl: rootAcl(parseAcl(left.acl) ?? new Map()) };
}

function stripped<N extends TreeNode>(node: N, serverId: string): N;
function stripped(node: TreeNode, serverId: string): TreeNode {
  const own = node.acl && formatAcl(withoutServer(parseAcl(node.acl) ?? new Map(), serverId));
  const children = node.format === 'node' ? strippedChildren(node, serverId) : undefined;
  if (own === node.acl && (node.format !== 'node' || children === node.children)) return node;
  return node.format === 'node' && children ? { ...node, acl: own, children } : { ...node, acl: own };
}

function strippedChildren(node: Interior, serverId: string): Interior['children'] {
  let changed = false;
  const children = new Map<string, TreeNode>();
  for (const [name, child] of node.children) {
    const left = stripped(child, serverId);
    changed ||= left !== child;
    children.set(name, left);
  }
  return changed ? children : node.children;
}
