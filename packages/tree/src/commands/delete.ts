import { getNode, removeNode } from '../edit.ts';
import type { Tree } from '../node.ts';
import { allowed } from '../rights.ts';
import { formatUri } from '../uri.ts';
import { type ExecuteContext, objectOf, type Step, type Target } from './step.ts';

/** Delete: the node and all below it, whatever those allow. spec/omadm.md §2.5 */
export function remove<E>(tree: Tree, target: Target, context: ExecuteContext<E>): Step<E> {
  const { path } = target;
  const node = getNode(tree, path);
  if (!node) return { tree, code: 404 };
  if (target.query || path.length === 0 || node.permanent || !node.access.includes('Delete')) {
    return { tree, code: 405 };
  }
  if (!allowed(tree, path, 'Delete', context.serverId)) return { tree, code: 425 };
  const object = objectOf(context, path);
  const uri = formatUri(path);
  const refused = object?.guard?.(tree, uri, 'Delete');
  if (refused) return { tree, code: refused };
  const left = removeNode(tree, path);
  return { tree: object?.removed?.(left, uri, node) ?? left, code: 200 };
}
