import { BRANCH_PATH, type Branch } from '../object.ts';
import type { Fact } from './knowledge.ts';
import { sameName } from './uri.ts';

type Facts = Readonly<Record<string, Fact>>;

/** A node of a branch with its leaves by lower-case name. */
export interface BranchNode {
  readonly uri: string;
  readonly leaves: Readonly<Record<string, string>>;
}

export type BranchRead =
  | { readonly kind: 'reads'; readonly uris: readonly string[] }
  | { readonly kind: 'nodes'; readonly nodes: readonly BranchNode[] };

const NONE: BranchRead = { kind: 'nodes', nodes: [] };

/** Leaves the server wants of each branch; others are ignored (T19), missing ones tolerated (T20). */
const LEAVES: Record<Branch, readonly string[]> = {
  Deployed: ['ID', 'PkgIDRef', 'Name', 'Version', 'Description', 'EnvType', 'State', 'Status'],
  Delivered: ['PkgID', 'Name', 'State', 'Status'],
  Download: ['PkgID', 'PkgURL', 'Name', 'Status'],
};

/** Reads a branch with one list request, or leaf by leaf where a device has no lists. spec/scomo.md §2.2, spec/omadm.md §3.4 */
export function readBranch(facts: Facts, root: string, branch: Branch): BranchRead {
  const standard = `${root}/${BRANCH_PATH[branch]}`;
  if (facts[standard]?.kind !== 'absent') return readNodes(facts, standard, LEAVES[branch]);
  let uri = root;
  for (const segment of BRANCH_PATH[branch].split('/')) {
    const node = facts[uri];
    if (node === undefined) return { kind: 'reads', uris: [uri] };
    const name =
      node.kind === 'interior' ? node.children.find((child) => sameName(child, segment)) : undefined;
    if (name === undefined) return NONE;
    uri = `${uri}/${name}`;
  }
  return uri === standard ? NONE : readNodes(facts, uri, LEAVES[branch]);
}

function readNodes(facts: Facts, uri: string, leaves: readonly string[]): BranchRead {
  const listUri = `${uri}?list=StructData`;
  const list = facts[listUri];
  if (list === undefined) return { kind: 'reads', uris: [listUri] };
  const listed = list.kind === 'interior' ? nodesBelow(facts, uri) : [];
  const plain = facts[uri];
  const ignoredTheQuery = listed.length === 0 && plain?.kind === 'interior' && plain.children.length > 0;
  if (list.kind === 'interior' && !ignoredTheQuery) return { kind: 'nodes', nodes: listed };
  if (plain === undefined) return { kind: 'reads', uris: [uri] };
  if (plain.kind !== 'interior') return NONE;
  return walk(facts, uri, plain.children, leaves);
}

function walk(facts: Facts, uri: string, names: readonly string[], leaves: readonly string[]): BranchRead {
  const wanted = names.flatMap((name) => leaves.map((leaf) => `${uri}/${name}/${leaf}`));
  const unread = wanted.filter((leaf) => facts[leaf] === undefined);
  if (unread.length > 0) return { kind: 'reads', uris: unread };
  return {
    kind: 'nodes',
    nodes: names.map((name) => ({
      uri: `${uri}/${name}`,
      leaves: leavesOf(facts, `${uri}/${name}`, leaves),
    })),
  };
}

function leavesOf(facts: Facts, uri: string, names: readonly string[]): Record<string, string> {
  const leaves: Record<string, string> = {};
  for (const name of names) {
    const fact = facts[`${uri}/${name}`];
    if (fact?.kind === 'leaf') leaves[name.toLowerCase()] = fact.value;
  }
  return leaves;
}

/** Nodes one level below `uri` that a list request has brought, in the order they came. */
export function nodesBelow(facts: Facts, uri: string): BranchNode[] {
  const found = new Map<string, Record<string, string>>();
  const prefix = `${uri}/`;
  for (const [key, fact] of Object.entries(facts)) {
    if (!key.startsWith(prefix) || key.includes('?') || fact.kind === 'absent') continue;
    const [name = '', leaf, ...deeper] = key.slice(prefix.length).split('/');
    const leaves = found.get(name) ?? {};
    found.set(name, leaves);
    if (leaf !== undefined && deeper.length === 0 && fact.kind === 'leaf')
      leaves[leaf.toLowerCase()] = fact.value;
  }
  return [...found].map(([name, leaves]) => ({ uri: `${prefix}${name}`, leaves }));
}
