import { getNode } from '../edit.ts';
import type { Tree } from '../node.ts';
import { allowed } from '../rights.ts';
import { parseUri } from '../uri.ts';
import { add } from './add.ts';
import { replace } from './replace.ts';
import type { ExecuteContext, Step, Target } from './step.ts';

/** Copy of a leaf's value, Format and Type to another leaf: Replace where there is one, Add else. spec/omadm.md §2.7 */
export function copy<E>(tree: Tree, target: Target, context: ExecuteContext<E>): Step<E> {
  if (target.source === undefined) return { tree, code: 412 };
  const source = parseUri(target.source);
  if (typeof source === 'number') return { tree, code: source };
  const node = getNode(tree, source.path);
  if (!node) return { tree, code: 404 };
  if (source.query || target.query || node.format === 'node') return { tree, code: 405 };
  if (!node.access.includes('Get')) return { tree, code: 405 };
  if (!allowed(tree, source.path, 'Get', context.serverId)) return { tree, code: 425 };
  const there = getNode(tree, target.path);
  if (there?.format === 'node') return { tree, code: 403 };
  const filled = { ...target, meta: { format: node.format, type: node.type }, data: node.value };
  return (there ? replace : add)(tree, filled, context);
}
