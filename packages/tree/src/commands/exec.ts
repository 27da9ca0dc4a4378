import { getNode } from '../edit.ts';
import type { Tree } from '../node.ts';
import { allowed } from '../rights.ts';
import { formatUri } from '../uri.ts';
import { type ExecuteContext, objectOf, type Step, type Target } from './step.ts';

/** Exec: handed to the object behind the node; 406 where there is none. spec/omadm.md §2.8 */
export function exec<E>(tree: Tree, target: Target, context: ExecuteContext<E>): Step<E> {
  const { path, correlator, data } = target;
  const node = getNode(tree, path);
  if (!node) return { tree, code: 404 };
  if (target.query || !node.access.includes('Exec')) return { tree, code: 405 };
  if (!allowed(tree, path, 'Exec', context.serverId)) return { tree, code: 425 };
  const answer = objectOf(context, path)?.exec?.(tree, {
    uri: formatUri(path),
    serverId: context.serverId,
    ...(correlator === undefined ? {} : { correlator }),
    ...(data === undefined ? {} : { data }),
  });
  if (!answer) return { tree, code: 406 };
  const { status: code, items, effects } = answer;
  return { tree: answer.tree, code, effects, ...(items ? { items } : {}) };
}
