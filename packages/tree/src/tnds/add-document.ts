import { announce, create, refusedStep } from '../commands/create.ts';
import type { ExecuteContext, Step, Target } from '../commands/step.ts';
import { getNode } from '../edit.ts';
import { LIMITS } from '../limits.ts';
import type { Tree } from '../node.ts';
import { isInbox } from '../standard/inbox.ts';
import type { Path } from '../uri.ts';
import { placeOfInbox } from './inbox-place.ts';
import { plan, setAcls } from './plan.ts';
import { readTnds } from './read.ts';

const TNDS = /^\s*application\/vnd\.syncml\.dmtnds\b/i;

/** Whether the Item brings a TNDS document for its target. */
export function isDocument(target: Target): boolean {
  return !target.query && TNDS.test(target.meta.type ?? '');
}

/** Add of a whole sub-tree, all or nothing; the status is that of the first node that fails. spec/omadm.md §2.3, §7.4, §7.5 */
export function addDocument<E>(tree: Tree, target: Target, context: ExecuteContext<E>): Step<E> {
  const nodes = readTnds(target.data);
  if (typeof nodes === 'number') return { tree, code: nodes };
  const inbox = isInbox(getNode(tree, target.path));
  const place = inbox ? placeOfInbox(tree, target.path, nodes, context) : { base: target.path, nodes };
  if (typeof place === 'number') return { tree, code: place };
  const planned = plan(place.nodes, place.base);
  if (typeof planned === 'number') return { tree, code: planned };
  const paths: Path[] = [];
  let now = tree;
  for (const { node, target: one } of planned) {
    const created = create(now, one, context, node.title);
    if ('code' in created) return refusedStep(tree, created.code, created.ancestor);
    now = created.tree;
    paths.push(...created.paths);
    if (paths.length > LIMITS.tndsNodesMax) return { tree, code: 413 };
  }
  const owned = setAcls(now, planned, context);
  if (typeof owned === 'number') return { tree, code: owned };
  return { tree: announce(owned, paths, context), code: 200 };
}
