import { base64Decode, utf8Encode } from '@scomo/syncml';
import { replace } from '../commands/replace.ts';
import type { ExecuteContext, Target } from '../commands/step.ts';
import { getNode } from '../edit.ts';
import { LIMITS } from '../limits.ts';
import type { Tree } from '../node.ts';
import { formatUri, type Path } from '../uri.ts';
import type { TndsNode } from './read.ts';

/** A Node of a document as the command that would make it alone. */
export interface Planned {
  readonly node: TndsNode;
  readonly target: Target;
}

/** The Nodes at their places in the tree, or a status: 413 Title too long, 414 URI too long or deep, 415 bad base64. */
export function plan(nodes: readonly TndsNode[], base: Path): readonly Planned[] | number {
  const planned: Planned[] = [];
  for (const node of nodes) {
    const path = [...base, ...node.path];
    const locUri = formatUri(path);
    if (path.length > LIMITS.segmentsMax || locUri.length > LIMITS.uriCharsMax) return 414;
    if (node.title !== undefined && utf8Encode(node.title).length > LIMITS.titleOctetsMax) return 413;
    const data = node.format === 'bin' ? base64Decode(node.value ?? '') : (node.value ?? '');
    if (data === undefined) return 415;
    const { format, type } = node;
    const meta = { ...(format ? { format } : {}), ...(type === undefined ? {} : { type }) };
    planned.push({ node, target: { locUri, path, meta, data } });
  }
  return planned;
}

/**
 * Sets the ACLs of a document after its nodes are made, from the last to the first, so that each is judged by the
 * rights in force without them. An empty one says nothing. spec/omadm.md §3.6
 */
export function setAcls<E>(
  tree: Tree,
  planned: readonly Planned[],
  context: ExecuteContext<E>,
): Tree | number {
  let now = tree;
  for (const { node, target } of planned.toReversed()) {
    if (!node.acl || node.acl === getNode(now, target.path)?.acl) continue;
    const query = { kind: 'prop', name: 'ACL' } as const;
    const step = replace(now, { ...target, query, data: node.acl }, context);
    if (step.code !== 200) return step.code;
    now = step.tree;
  }
  return now;
}
