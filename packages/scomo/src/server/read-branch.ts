import { BRANCH_PATH, type Branch } from '../object.ts';
import { childrenOf } from './children-of.ts';
import type { Fact } from './knowledge.ts';
import { lastSegment, sameName } from './uri.ts';

type Facts = Readonly<Record<string, Fact>>;

/** A node of a branch with its leaves by lower-case name. */
export interface BranchNode {
  readonly uri: string;
  readonly leaves: Readonly<Record<string, string>>;
}

export type BranchRead =
  | { readonly kind: 'reads'; readonly uris: readonly string[] }
  /** The branch is there, but neither way of reading it is allowed. */
  | { readonly kind: 'refused'; readonly code: number }
  | { readonly kind: 'nodes'; readonly nodes: readonly BranchNode[] };

const NONE: BranchRead = { kind: 'nodes', nodes: [] };

/** Leaves the server wants of each branch; others are ignored (T19), missing ones tolerated (T20). */
const LEAVES: Record<Branch, readonly string[]> = {
  Deployed: ['ID', 'PkgIDRef', 'Name', 'Version', 'Description', 'EnvType', 'State', 'Status'],
  Delivered: ['PkgID', 'Name', 'State', 'Status'],
  Download: ['PkgID', 'PkgURL', 'Name', 'Status'],
};

/** Of these, what every node has: a listed node without them came cut. spec/scomo.md §13.1 T04-T06 */
const ALWAYS: Record<Branch, readonly string[]> = {
  Deployed: ['id', 'state', 'status'],
  Delivered: ['pkgid', 'state', 'status'],
  Download: ['status'],
};

/** Reads a branch with one list request, or leaf by leaf where a device has no lists. spec/scomo.md §2.2, spec/omadm.md §3.4 */
export function readBranch(facts: Facts, root: string, branch: Branch, lists: boolean): BranchRead {
  const standard = `${root}/${BRANCH_PATH[branch]}`;
  const plain = facts[standard];
  if (plain?.kind !== 'absent' || (lists && facts[listOf(standard)]?.kind !== 'absent'))
    return readNodes(facts, standard, branch, lists);
  if (plain.code !== 404) return { kind: 'refused', code: plain.code };
  let uri = root;
  for (const segment of BRANCH_PATH[branch].split('/')) {
    const node = facts[uri];
    if (node === undefined) return { kind: 'reads', uris: [uri] };
    const name = childrenOf(node).find((child) => sameName(child, segment));
    if (name === undefined) return NONE;
    uri = `${uri}/${name}`;
  }
  return uri === standard ? NONE : readNodes(facts, uri, branch, lists);
}

/** The node is read plainly too: what a list leaves out of it is read leaf by leaf, for nothing is concluded from a gap. */
function readNodes(facts: Facts, uri: string, branch: Branch, lists: boolean): BranchRead {
  const plain = facts[uri];
  const list = facts[listOf(uri)];
  const unread = [uri, ...(lists ? [listOf(uri)] : [])].filter((read) => facts[read] === undefined);
  if (unread.length > 0) return { kind: 'reads', uris: unread };
  const listed = list?.kind === 'interior' ? nodesBelow(facts, uri) : [];
  if (plain?.kind === 'absent') return { kind: 'nodes', nodes: listed };
  const whole = listed.filter((node) => ALWAYS[branch].every((leaf) => node.leaves[leaf] !== undefined));
  const got = new Set(whole.map((node) => lastSegment(node.uri)));
  const gaps = childrenOf(plain).filter((name) => !got.has(name));
  const walked = walk(facts, uri, gaps, LEAVES[branch]);
  return walked.kind === 'nodes' ? { kind: 'nodes', nodes: [...whole, ...walked.nodes] } : walked;
}

function listOf(uri: string): string {
  return `${uri}?list=StructData`;
}

function walk(facts: Facts, uri: string, names: readonly string[], leaves: readonly string[]): BranchRead {
  const wanted = names.flatMap((name) => leaves.map((leaf) => `${uri}/${name}/${leaf}`));
  const unread = wanted.filter((leaf) => facts[leaf] === undefined);
  if (unread.length > 0) return { kind: 'reads', uris: unread };
  return {
    kind: 'nodes',
    nodes: names
      .filter((name) => !leaves.every((leaf) => isForbidden(facts[`${uri}/${name}/${leaf}`])))
      .map((name) => ({
        uri: `${uri}/${name}`,
        leaves: leavesOf(facts, `${uri}/${name}`, leaves),
      })),
  };
}

/** A node whose every leaf is refused belongs to another authority: it is none of ours. Z8 */
function isForbidden(fact: Fact | undefined): boolean {
  return fact?.kind === 'absent' && fact.code === 425;
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
