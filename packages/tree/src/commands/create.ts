import { interior, leaf } from '../build.ts';
import { getNode, putNode, touch } from '../edit.ts';
import { LIMITS } from '../limits.ts';
import type { Interior, Tree, TreeNode } from '../node.ts';
import { aclOfAdded, allowed } from '../rights.ts';
import { isInbox } from '../standard/inbox.ts';
import { formatUri, type Path } from '../uri.ts';
import { itemValue, leafFormat } from './item-value.ts';
import { type ExecuteContext, objectOf, type Step, type Target, timeStamp } from './step.ts';

/** A tree with new nodes, or why not; `ancestor` is the missing one that could not be made. */
export type Created =
  | { readonly tree: Tree; readonly paths: readonly Path[] }
  | { readonly code: number; readonly ancestor?: Path };

/** A new node with the ancestors it lacks, parents first. Objects hear of them by `announce`. spec/omadm.md §2.3 */
export function create<E>(tree: Tree, target: Target, context: ExecuteContext<E>, title = ''): Created {
  if (getNode(tree, target.path)) return { code: 418 };
  const paths: Path[] = [];
  let now = tree;
  for (let depth = 1; depth < target.path.length; depth++) {
    const path = target.path.slice(0, depth);
    if (getNode(now, path)) continue;
    const made = createOne(now, { locUri: formatUri(path), path, meta: { format: 'node' } }, context, '');
    if (typeof made === 'number') return { code: made, ancestor: path };
    now = made;
    paths.push(path);
  }
  const made = createOne(now, target, context, title);
  return typeof made === 'number' ? { code: made } : { tree: made, paths: [...paths, target.path] };
}

/** Status of what could not be created; a missing ancestor is named. spec/omadm.md §2.3 */
export function refusedStep<E>(tree: Tree, code: number, ancestor?: Path): Step<E> {
  return { tree, code, ...(ancestor ? { items: [{ target: { locUri: formatUri(ancestor) } }] } : {}) };
}

/** Lets the objects complete their new nodes. */
export function announce<E>(tree: Tree, paths: readonly Path[], context: ExecuteContext<E>): Tree {
  return paths.reduce((now, path) => objectOf(context, path)?.added?.(now, formatUri(path)) ?? now, tree);
}

function createOne<E>(tree: Tree, target: Target, context: ExecuteContext<E>, title: string): Tree | number {
  const { path } = target;
  const parentPath = path.slice(0, -1);
  const parent = getNode(tree, parentPath);
  if (parent?.format !== 'node' || !parent.access.includes('Add') || isInbox(parent)) return 405;
  if (!allowed(tree, parentPath, 'Add', context.serverId)) return 425;
  const node = newNode(tree, parent, target, context);
  if (typeof node === 'number') return node;
  const refused = objectOf(context, path)?.guard?.(tree, formatUri(path), 'Add', node.format);
  return refused ?? putNode(tree, path, touch({ ...node, title }, timeStamp(context.now)));
}

function newNode<E>(
  tree: Tree,
  parent: Interior,
  target: Target,
  context: ExecuteContext<E>,
): TreeNode | number {
  const full = parent.children.size >= LIMITS.childrenMax;
  const { meta } = target;
  if (meta.format?.trim().toLowerCase() === 'node') {
    const type = meta.type === 'text/plain' ? '' : (meta.type ?? '');
    if (hasContent(target)) return 415;
    const acl = aclOfAdded(tree, target.path.slice(0, -1), context.serverId);
    return full ? 420 : interior({}, { type, acl });
  }
  const format = leafFormat(meta.format ?? 'chr');
  if (!format) return 415;
  const value = itemValue(target, format);
  if (typeof value === 'number') return value;
  return full ? 420 : leaf(value, { format, type: meta.type ?? 'text/plain' });
}

/** An interior node has no value; a TNDS document comes under its own Type. */
function hasContent(target: Target): boolean {
  return target.data !== undefined && target.data !== '';
}
