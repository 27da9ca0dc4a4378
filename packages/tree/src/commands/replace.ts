import { utf8Encode } from '@scomo/syncml';
import { formatAcl, parseAcl } from '../acl.ts';
import { getNode, putNode, renameNode, touch } from '../edit.ts';
import { LIMITS } from '../limits.ts';
import type { Leaf, Tree, TreeNode } from '../node.ts';
import { allowed, mayChangeAcl, rootAcl } from '../rights.ts';
import { formatUri, isNodeName } from '../uri.ts';
import { itemValue, leafFormat } from './item-value.ts';
import { type ExecuteContext, objectOf, type Step, type Target, timeStamp } from './step.ts';

/** Replace: another value of a leaf, or another Name, Title or ACL. Never creates. spec/omadm.md §2.4, §3.4 */
export function replace<E>(tree: Tree, target: Target, context: ExecuteContext<E>): Step<E> {
  const node = getNode(tree, target.path);
  if (!node) return { tree, code: 404 };
  if (target.query?.kind === 'prop' && target.query.name === 'ACL') {
    return replaceAcl(tree, target, node, context);
  }
  const refused = refusal(tree, target, node, context);
  if (refused) return { tree, code: refused };
  if (target.query) {
    return target.query.kind === 'prop' && target.query.name === 'Name'
      ? rename(tree, target, node, context)
      : retitle(tree, target, node, context);
  }
  return node.format === 'node' ? { tree, code: 405 } : replaceValue(tree, target, node, context);
}

/** Why neither value nor Name nor Title of this node may be replaced. spec/omadm.md §3.7 */
function refusal<E>(
  tree: Tree,
  target: Target,
  node: TreeNode,
  context: ExecuteContext<E>,
): number | undefined {
  const { query } = target;
  if (query && !(query.kind === 'prop' && (query.name === 'Name' || query.name === 'Title'))) return 405;
  if (!query && node.format === 'node') return 405;
  if (query?.kind === 'prop' && query.name === 'Name' && node.permanent) return 405;
  if (!node.access.includes('Replace')) return 405;
  if (!allowed(tree, target.path, 'Replace', context.serverId)) return 425;
  return objectOf(context, target.path)?.guard?.(tree, formatUri(target.path), 'Replace');
}

function replaceValue<E>(tree: Tree, target: Target, node: Leaf, context: ExecuteContext<E>): Step<E> {
  const { meta } = target;
  const sent = meta.format === undefined ? node.format : leafFormat(meta.format);
  if (!sent) return { tree, code: 415 };
  const format = node.format === 'bin' && sent === 'b64' ? 'bin' : sent;
  if (node.permanent && format !== node.format) return { tree, code: 415 };
  const value = itemValue(target, format);
  if (typeof value === 'number') return { tree, code: value };
  const changed: Leaf = { ...node, format, value, type: meta.type ?? node.type };
  return { tree: putNode(tree, target.path, touch(changed, timeStamp(context.now))), code: 200 };
}

function rename<E>(tree: Tree, target: Target, node: TreeNode, context: ExecuteContext<E>): Step<E> {
  const { data: name, path } = target;
  if (typeof name !== 'string') return { tree, code: 412 };
  if (!isNodeName(name) || name.includes('/')) return { tree, code: 400 };
  if (name.length > LIMITS.segmentCharsMax) return { tree, code: 414 };
  if (name === path.at(-1)) return { tree, code: 200 };
  const parent = path.slice(0, -1);
  if (getNode(tree, [...parent, name])) return { tree, code: 418 };
  const touched = putNode(tree, path, touch(node, timeStamp(context.now)));
  return { tree: renameNode(touched, path, name), code: 200 };
}

function retitle<E>(tree: Tree, target: Target, node: TreeNode, context: ExecuteContext<E>): Step<E> {
  const title = target.data;
  if (typeof title !== 'string') return { tree, code: 412 };
  if (utf8Encode(title).length > LIMITS.titleOctetsMax) return { tree, code: 413 };
  const changed = touch({ ...node, title }, timeStamp(context.now));
  return { tree: putNode(tree, target.path, changed), code: 200 };
}

function replaceAcl<E>(tree: Tree, target: Target, node: TreeNode, context: ExecuteContext<E>): Step<E> {
  if (!mayChangeAcl(tree, target.path, node, context.serverId)) return { tree, code: 425 };
  const text = target.data;
  if (typeof text !== 'string') return { tree, code: 412 };
  if (text.length > LIMITS.aclCharsMax) return { tree, code: 420 };
  const acl = parseAcl(text.trim());
  if (!acl) return { tree, code: 400 };
  const own = target.path.length === 0 ? rootAcl(acl) : formatAcl(acl);
  const changed = touch({ ...node, acl: own }, timeStamp(context.now));
  return { tree: putNode(tree, target.path, changed), code: 200 };
}
