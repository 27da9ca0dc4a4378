import type { Tree, TreeNode } from '../node.ts';
import { PROPERTIES, type PropertyName } from '../uri.ts';
import type { DdfNode } from './document.ts';

const LEAF: readonly PropertyName[] = PROPERTIES;
const INTERIOR: readonly PropertyName[] = PROPERTIES.filter((name) => name !== 'Size');

/** Description of a tree as it stands: built-in nodes are there once, others may come and go. spec/omadm.md §7.6 */
export function describeTree(tree: Tree): readonly DdfNode[] {
  return [...tree.children].map(([name, node]) => describe(name, node));
}

function describe(name: string, node: TreeNode): DdfNode {
  const interior = node.format === 'node';
  return {
    name,
    keeps: interior ? INTERIOR : LEAF,
    rules: {
      access: [...node.access].sort(),
      format: node.format,
      occurrence: { optional: !node.permanent, most: 1 },
      scope: node.permanent ? 'Permanent' : 'Dynamic',
      type: interior ? { ddfName: node.type } : { mime: [node.type] },
      ...(node.title === '' ? {} : { title: node.title }),
    },
    children: interior ? [...node.children].map(([child, below]) => describe(child, below)) : [],
  };
}
