import { announce, create, refusedStep } from '../commands/create.ts';
import { remove } from '../commands/delete.ts';
import { replace } from '../commands/replace.ts';
import { type ExecuteContext, objectOf, type Step, type Target } from '../commands/step.ts';
import { getNode } from '../edit.ts';
import { LIMITS } from '../limits.ts';
import type { Tree, TreeNode } from '../node.ts';
import { allowed } from '../rights.ts';
import { formatUri, type Path } from '../uri.ts';
import { type Planned, plan, setAcls } from './plan.ts';
import { readTnds } from './read.ts';

/**
 * Replace of an interior node by a document: what it lists is there afterwards, what it does not list is gone. All or
 * nothing, and only what Add, Replace and Delete of the single nodes would be allowed to do. spec/omadm.md §2.4
 */
export function replaceDocument<E>(tree: Tree, target: Target, context: ExecuteContext<E>): Step<E> {
  const top = getNode(tree, target.path);
  if (!top) return { tree, code: 404 };
  if (top.format !== 'node') return { tree, code: 415 };
  if (!top.access.includes('Replace')) return { tree, code: 405 };
  if (!allowed(tree, target.path, 'Replace', context.serverId)) return { tree, code: 425 };
  const refused = objectOf(context, target.path)?.guard?.(tree, formatUri(target.path), 'Replace');
  if (refused) return { tree, code: refused };
  const nodes = readTnds(target.data);
  if (typeof nodes === 'number') return { tree, code: nodes };
  const planned = plan(nodes, target.path);
  if (typeof planned === 'number') return { tree, code: planned };
  const pruned = prune(tree, target.path, listedUris(planned), context);
  return typeof pruned === 'number' ? { tree, code: pruned } : rebuild(tree, pruned, planned, context);
}

/** URIs of the listed nodes and of all above them. */
function listedUris(planned: readonly Planned[]): ReadonlySet<string> {
  const paths = planned.map(({ target }) => target.path);
  return new Set(paths.flatMap((path) => path.map((_, depth) => formatUri(path.slice(0, depth + 1)))));
}

function prune<E>(
  tree: Tree,
  path: Path,
  listed: ReadonlySet<string>,
  context: ExecuteContext<E>,
): Tree | number {
  const node = getNode(tree, path);
  if (node?.format !== 'node') return tree;
  let now = tree;
  for (const name of node.children.keys()) {
    const child = [...path, name];
    const uri = formatUri(child);
    const left = listed.has(uri) ? prune(now, child, listed, context) : without(now, child, context);
    if (typeof left === 'number') return left;
    now = left;
  }
  return now;
}

function without<E>(tree: Tree, path: Path, context: ExecuteContext<E>): Tree | number {
  const step = remove(tree, { locUri: formatUri(path), path, meta: {} }, context);
  return step.code === 200 ? step.tree : step.code;
}

function rebuild<E>(
  before: Tree,
  pruned: Tree,
  planned: readonly Planned[],
  context: ExecuteContext<E>,
): Step<E> {
  const paths: Path[] = [];
  let now = pruned;
  for (const one of planned) {
    const node = getNode(now, one.target.path);
    const same = node !== undefined && isSameKind(node, one);
    const left = same ? update(now, node, one, context) : node ? without(now, one.target.path, context) : now;
    if (typeof left === 'number') return { tree: before, code: left };
    now = left;
    if (same) continue;
    const created = create(now, one.target, context, one.node.title);
    if ('code' in created) return refusedStep(before, created.code, created.ancestor);
    now = created.tree;
    paths.push(...created.paths);
    if (paths.length > LIMITS.tndsNodesMax) return { tree: before, code: 413 };
  }
  const owned = setAcls(now, planned, context);
  if (typeof owned === 'number') return { tree: before, code: owned };
  return { tree: announce(owned, paths, context), code: 200 };
}

function isSameKind(there: TreeNode, { node }: Planned): boolean {
  if (node.format !== undefined) return (node.format === 'node') === (there.format === 'node');
  return there.format !== 'node' || node.value === undefined;
}

/** A node that stays: another value and Title. An interior node keeps its Type. */
function update<E>(
  tree: Tree,
  there: TreeNode,
  { node, target }: Planned,
  context: ExecuteContext<E>,
): Tree | number {
  let now = tree;
  if (there.format === 'node') {
    if (node.type !== undefined && node.type !== there.type) return 405;
  } else if (node.value !== undefined) {
    const sent = node.format === undefined && there.format === 'bin' ? { format: 'b64' } : {};
    const step = replace(now, { ...target, meta: { ...target.meta, ...sent } }, context);
    if (step.code !== 200) return step.code;
    now = step.tree;
  }
  if (node.title === undefined || node.title === there.title) return now;
  const query = { kind: 'prop', name: 'Title' } as const;
  const step = replace(now, { ...target, query, data: node.title }, context);
  return step.code === 200 ? step.tree : step.code;
}
