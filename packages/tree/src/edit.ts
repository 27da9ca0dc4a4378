import type { Interior, Tree, TreeNode } from './node.ts';
import { formatUri, type Path, parseUri } from './uri.ts';

/** Path of a URI that our own code wrote. @throws Error when it is malformed or has a query. */
export function pathOf(uri: string | Path): Path {
  if (typeof uri !== 'string') return uri;
  const parsed = parseUri(uri);
  if (typeof parsed === 'number' || parsed.query) throw new Error(`no plain tree URI: ${uri}`);
  return parsed.path;
}

/** The node there, or undefined. */
export function getNode(tree: Tree, uri: string | Path): TreeNode | undefined {
  let node: TreeNode | undefined = tree;
  for (const name of pathOf(uri)) {
    if (node?.format !== 'node') return undefined;
    node = node.children.get(name);
  }
  return node;
}

/** A tree with that node there, new or in the place of the old one. @throws Error when the parent is no interior node. */
export function putNode(tree: Tree, uri: string | Path, node: TreeNode): Tree {
  const path = pathOf(uri);
  if (path.length === 0) {
    if (node.format !== 'node') throw new Error('the root is an interior node');
    return node;
  }
  return editChildren(tree, path.slice(0, -1), (children) => new Map(children).set(path.at(-1) ?? '', node));
}

/** A tree without that node and what is below it; the same tree when it is not there. @throws Error for the root. */
export function removeNode(tree: Tree, uri: string | Path): Tree {
  const path = pathOf(uri);
  if (path.length === 0) throw new Error('the root cannot be removed');
  if (!getNode(tree, path)) return tree;
  return editChildren(tree, path.slice(0, -1), (children) => {
    const rest = new Map(children);
    rest.delete(path.at(-1) ?? '');
    return rest;
  });
}

/** A tree where the node has another name, in its old place among its siblings. @throws Error when the node is missing or the name taken. */
export function renameNode(tree: Tree, uri: string | Path, name: string): Tree {
  const path = pathOf(uri);
  const old = path.at(-1);
  return editChildren(tree, path.slice(0, -1), (children) => {
    if (old === undefined || !children.has(old) || children.has(name)) {
      throw new Error(`cannot rename ${formatUri(path)} to ${name}`);
    }
    return new Map([...children].map(([key, node]) => [key === old ? name : key, node]));
  });
}

/** A tree where the leaf has another value; VerNo goes up when it differs. @throws Error when there is no leaf. */
export function setValue(tree: Tree, uri: string | Path, value: string | Uint8Array, tStamp = ''): Tree {
  const node = getNode(tree, uri);
  if (!node || node.format === 'node') throw new Error(`no leaf: ${formatUri(pathOf(uri))}`);
  return node.value === value ? tree : putNode(tree, uri, touch({ ...node, value }, tStamp));
}

/** The node after a change: VerNo + 1 (16 bits), TStamp. spec/omadm.md §3.4 */
export function touch<N extends TreeNode>(node: N, tStamp: string): N {
  return { ...node, verNo: (node.verNo + 1) & 0xffff, tStamp };
}

type Children = ReadonlyMap<string, TreeNode>;

function editChildren(tree: Interior, parent: Path, edit: (children: Children) => Children): Interior {
  const [name, ...rest] = parent;
  if (name === undefined) return { ...tree, children: edit(tree.children) };
  const child = tree.children.get(name);
  if (child?.format !== 'node') throw new Error(`no interior node: ${name}`);
  return { ...tree, children: new Map(tree.children).set(name, editChildren(child, rest, edit)) };
}
