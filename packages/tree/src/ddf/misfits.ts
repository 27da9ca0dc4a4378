import type { TreeNode } from '../node.ts';
import type { DdfNode, NodeRules } from './document.ts';

/**
 * What of a node contradicts its description, one line each; nothing when it fits. A device may allow more than is
 * described, but not less, and Add is its own affair where the number of children is fixed. spec/omadm.md §7.6
 */
export function misfits(description: DdfNode, node: TreeNode, uri: string): readonly string[] {
  const { rules } = description;
  const own = rules === undefined ? [] : ownMisfits(rules, node, uri);
  // What stands below Ext is the vendor's own.
  if (node.format !== 'node' || description.name === 'Ext') return own;
  return [...own, ...childMisfits(description.children, node.children, uri)];
}

function ownMisfits(rules: NodeRules, node: TreeNode, uri: string): readonly string[] {
  const lacking = rules.access.filter((command) => command !== 'Add' && !node.access.includes(command));
  const types = 'ddfName' in rules.type ? [rules.type.ddfName] : rules.type.mime;
  return [
    ...(node.format === rules.format ? [] : [`${uri}: ${node.format} instead of ${rules.format}`]),
    ...lacking.map((command) => `${uri}: no ${command}`),
    ...(types.includes(node.type) || types.includes('') ? [] : [`${uri}: type ${node.type}`]),
    ...(rules.scope === 'Permanent' && !node.permanent ? [`${uri}: not built in`] : []),
  ];
}

function childMisfits(
  descriptions: readonly DdfNode[],
  children: ReadonlyMap<string, TreeNode>,
  uri: string,
): readonly string[] {
  const named = new Map(descriptions.map((description) => [description.name, description]));
  const any = named.get('');
  const strangers = [...children.keys()].filter((name) => !named.has(name));
  const lines = [...children].flatMap(([name, child]) => {
    const description = named.get(name) ?? any;
    return description === undefined
      ? [`${uri}/${name}: not described`]
      : misfits(description, child, `${uri}/${name}`);
  });
  const missing = descriptions
    .filter(({ name, rules }) => name !== '' && rules?.occurrence.optional === false && !children.has(name))
    .map(({ name }) => `${uri}/${name}: missing`);
  const most = any?.rules?.occurrence.most ?? 'any';
  const few = any?.rules?.occurrence.optional === false && strangers.length === 0;
  return [
    ...lines,
    ...missing,
    ...(few ? [`${uri}: no node at all`] : []),
    ...(most !== 'any' && strangers.length > most ? [`${uri}: more than ${most} nodes`] : []),
  ];
}
