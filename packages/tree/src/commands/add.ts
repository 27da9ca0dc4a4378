import type { Tree } from '../node.ts';
import { announce, create, refusedStep } from './create.ts';
import type { ExecuteContext, Step, Target } from './step.ts';

/** Add: a new node, and the ancestors it lacks. spec/omadm.md §2.3, §3.6 */
export function add<E>(tree: Tree, target: Target, context: ExecuteContext<E>): Step<E> {
  if (target.query) return { tree, code: 405 };
  const created = create(tree, target, context);
  if ('code' in created) return refusedStep(tree, created.code, created.ancestor);
  return { tree: announce(created.tree, created.paths, context), code: 200 };
}
