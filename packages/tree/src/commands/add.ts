import { interior, leaf } from '../build.ts';
import { getNode, putNode, touch } from '../edit.ts';
import { LIMITS } from '../limits.ts';
import type { Interior, Tree, TreeNode } from '../node.ts';
import { aclOfAdded, allowed } from '../rights.ts';
import { formatUri } from '../uri.ts';
import { itemValue, leafFormat } from './item-value.ts';
import { type ExecuteContext, objectOf, type Step, type Target, timeStamp } from './step.ts';

/** Add: a new node below one that exists. spec/omadm.md §2.3, §3.6 */
export function add<E>(tree: Tree, target: Target, context: ExecuteContext<E>): Step<E> {
  const { path } = target;
  if (target.query) return { tree, code: 405 };
  if (getNode(tree, path)) return { tree, code: 418 };
  const parentPath = path.slice(0, -1);
  const parent = getNode(tree, parentPath);
  if (!parent) return { tree, code: 404 };
  if (parent.format !== 'node' || !parent.access.includes('Add')) return { tree, code: 405 };
  if (!allowed(tree, parentPath, 'Add', context.serverId)) return { tree, code: 425 };
  const object = objectOf(context, path);
  const uri = formatUri(path);
  const node = newNode(tree, parent, target, context);
  if (typeof node === 'number') return { tree, code: node };
  const refused = object?.guard?.(tree, uri, 'Add', node.format);
  if (refused) return { tree, code: refused };
  const added = putNode(tree, path, touch(node, timeStamp(context.now)));
  return { tree: object?.added?.(added, uri) ?? added, code: 200 };
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

/** An interior node has no value: TNDS documents, the only content it could have, are not taken. */
function hasContent(target: Target): boolean {
  return target.data !== undefined && target.data !== '';
}
