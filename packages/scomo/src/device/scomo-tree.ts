import { ACL_COMMANDS, type Access, aclFor, formatAcl, parseAcl, putNode, type Tree } from '@scomo/tree';
import { MO_URN } from '../object.ts';
import { fixedNode } from './layout.ts';

const OPEN: readonly Access[] = ['Add', 'Get'];

/** Puts the empty object into a tree, in the hands of these servers only. Packages are delivered by download, or straight into Delivered. spec/scomo.md §3.2 */
export function scomoTree(root: string, serverIds: readonly string[]): (tree: Tree) => Tree {
  const object = fixedNode(
    {
      Download: fixedNode({}, OPEN),
      Inventory: fixedNode({ Delivered: fixedNode({}, OPEN), Deployed: fixedNode({}) }),
      Ext: fixedNode({ Scomo: fixedNode({ Sets: fixedNode({}, OPEN) }) }),
    },
    undefined,
    MO_URN['1.0'],
  );
  const all = serverIds.map((id) => aclFor(id, ACL_COMMANDS)).join('&');
  const acl = formatAcl(parseAcl(all) ?? new Map());
  return (tree) => putNode(tree, root, { ...object, acl });
}
