import type { ExecuteContext } from '../commands/step.ts';
import { getNode, pathOf } from '../edit.ts';
import type { Tree } from '../node.ts';
import { allowed } from '../rights.ts';
import type { Path } from '../uri.ts';
import type { TndsNode } from './read.ts';

/**
 * Where a document added to the Inbox belongs: below the object that takes the DDFName of its top Nodes; the first
 * gets a free number when it has no name. There it is judged like any Add. 425 no right to the Inbox, 415 nobody
 * takes it. spec/omadm.md §7.4
 */
export function placeOfInbox<E>(
  tree: Tree,
  inbox: Path,
  nodes: readonly TndsNode[],
  context: ExecuteContext<E>,
): { readonly base: Path; readonly nodes: readonly TndsNode[] } | number {
  if (!allowed(tree, inbox, 'Add', context.serverId)) return 425;
  const [head] = nodes;
  const type = head?.type;
  const object = context.objects.find((one) => one.inboxType !== undefined && one.inboxType === type);
  if (!object) return 415;
  const base = pathOf(object.root);
  const name = freeName(tree, base);
  const placed =
    head?.path.length === 0 ? nodes.map((node) => ({ ...node, path: [name, ...node.path] })) : nodes;
  const tops = new Set(placed.filter(({ path }) => path.length === 1).map(({ path }) => path[0]));
  const fitting = placed.every(
    (node) => tops.has(node.path[0]) && (node.path.length > 1 || node.type === type),
  );
  return fitting ? { base, nodes: placed } : 415;
}

function freeName(tree: Tree, parent: Path): string {
  const node = getNode(tree, parent);
  let number = 1;
  while (node?.format === 'node' && node.children.has(String(number))) number++;
  return String(number);
}
