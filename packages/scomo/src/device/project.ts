import { getNode, type Interior, interior, putNode, type Tree, type TreeNode, touch } from '@scomo/tree';

/** One node of an inventory branch as it has to stand. */
export interface Projected {
  readonly name: string;
  readonly children: Readonly<Record<string, TreeNode>>;
  /** Leaves that a new node has beside them; what servers make of these later stays. */
  readonly first?: Readonly<Record<string, TreeNode>>;
  /** Own ACL of the node when it is new (Z6). */
  readonly acl: string;
  /** A server may add what belongs below Ext. */
  readonly open?: true;
}

/** Children of a branch, in order. @throws Error when the object is not in the tree. */
export function childrenAt(tree: Tree, uri: string): ReadonlyMap<string, TreeNode> {
  const node = getNode(tree, uri);
  if (node?.format !== 'node') throw new Error(`no branch: ${uri}`);
  return node.children;
}

/** A tree whose branch holds exactly these nodes; what stood there keeps its ACLs, order and versions. The same tree when nothing differs. */
export function project(tree: Tree, uri: string, wanted: readonly Projected[]): Tree {
  const old = childrenAt(tree, uri);
  const byName = new Map(wanted.map((node) => [node.name, node]));
  const kept = [...old].filter(([name]) => byName.has(name));
  const merged = new Map(kept.map(([name, node]) => [name, merge(node, byName.get(name)?.children ?? {})]));
  for (const node of wanted) if (!merged.has(node.name)) merged.set(node.name, fresh(node));
  const same = merged.size === old.size && [...merged].every(([name, node]) => old.get(name) === node);
  const branch = getNode(tree, uri);
  return same || branch?.format !== 'node' ? tree : putNode(tree, uri, { ...branch, children: merged });
}

function fresh({ children, first, acl, open }: Projected): Interior {
  return interior(
    { ...children, ...first },
    { permanent: true, access: open ? ['Add', 'Get'] : ['Get'], acl },
  );
}

/** The old node with the wanted leaves: unchanged ones stay as they are, Ext and Operations are kept. */
function merge(old: TreeNode, wanted: Readonly<Record<string, TreeNode>>): TreeNode {
  if (old.format !== 'node') throw new Error('a leaf stands where an inventory node belongs');
  let children: ReadonlyMap<string, TreeNode> = old.children;
  for (const [name, node] of Object.entries(wanted)) {
    const there = children.get(name);
    const next = there === undefined ? node : withValue(there, node);
    if (next !== there) children = new Map(children).set(name, next);
  }
  return children === old.children ? old : { ...old, children };
}

function withValue(old: TreeNode, wanted: TreeNode): TreeNode {
  if (old.format === 'node' || wanted.format === 'node') return old;
  return old.value === wanted.value || old.format === 'bin'
    ? old
    : touch({ ...old, value: wanted.value }, '');
}
