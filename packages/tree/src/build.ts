import type { Access, Interior, Leaf, Tree, TreeNode } from './node.ts';

/** ACL that a root never goes below. spec/omadm.md §3.6 */
export const ROOT_ACL = 'Add=*&Get=*';

const PLAIN = { acl: '', title: '', permanent: false, verNo: 0, tStamp: '' } as const;
const LEAF_ACCESS: readonly Access[] = ['Delete', 'Get', 'Replace'];
const INTERIOR_ACCESS: readonly Access[] = ['Add', 'Delete', 'Get', 'Replace'];

/** A leaf; unless told otherwise `chr`, `text/plain`, dynamic, with every access that makes sense. */
export function leaf(value: string | Uint8Array, over: Partial<Omit<Leaf, 'value'>> = {}): Leaf {
  const format = typeof value === 'string' ? 'chr' : 'bin';
  const type = format === 'bin' ? 'application/octet-stream' : 'text/plain';
  return { ...PLAIN, type, access: LEAF_ACCESS, format, ...over, value };
}

/** An interior node; unless told otherwise dynamic, without Type, with every access that makes sense. */
export function interior(
  children: Readonly<Record<string, TreeNode>> | ReadonlyMap<string, TreeNode> = {},
  over: Partial<Omit<Interior, 'format' | 'children'>> = {},
): Interior {
  const map: ReadonlyMap<string, TreeNode> =
    children instanceof Map ? children : new Map(Object.entries(children));
  return { ...PLAIN, type: '', access: INTERIOR_ACCESS, ...over, format: 'node', children: map };
}

/** A root without children. */
export function emptyTree(): Tree {
  return interior({}, { acl: ROOT_ACL, permanent: true, access: ['Add', 'Get'] });
}
