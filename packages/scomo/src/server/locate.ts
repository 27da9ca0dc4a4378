import { SERVER_LIMITS } from '../limits.ts';
import { MO_URN } from '../object.ts';
import { childrenOf } from './children-of.ts';
import type { Fact } from './knowledge.ts';
import { sameName } from './uri.ts';

export type Located =
  /** URIs (with query) still to be read. */
  | { readonly kind: 'reads'; readonly uris: readonly string[] }
  | { readonly kind: 'roots'; readonly roots: readonly string[] };

/** Children of the root that are known to be no SCOMO object. */
const STANDARD = ['DevInfo', 'DevDetail', 'DMAcc', 'Inbox'];
/** Where it usually stands, for devices that do not tell the Type of a node. */
const USUAL = ['SCOMO', 'SCM'];
const URNS: readonly string[] = Object.values(MO_URN);

/** Finds the SCOMO objects by the Type of the root's children, else by their usual names. spec/scomo.md §2.1 */
export function locate(facts: Readonly<Record<string, Fact>>): Located {
  const top = facts['.'];
  if (top === undefined) return { kind: 'reads', uris: ['.'] };
  const children = top.kind === 'absent' ? USUAL : childrenOf(top);
  const asked = children.filter((name) => !STANDARD.some((standard) => sameName(name, standard)));
  const types = asked.slice(0, SERVER_LIMITS.rootChildrenMax).map((name) => {
    const fact = facts[`./${name}?prop=Type`];
    return { name, fact, known: fact !== undefined };
  });
  const unread = types.filter((type) => !type.known).map((type) => `./${type.name}?prop=Type`);
  if (unread.length > 0) return { kind: 'reads', uris: unread };
  const typed = types.filter(({ fact }) => fact?.kind === 'leaf' && URNS.includes(fact.value.toLowerCase()));
  if (typed.length > 0) return { kind: 'roots', roots: typed.map((type) => `./${type.name}`) };
  return locateByName(facts, children);
}

function locateByName(facts: Readonly<Record<string, Fact>>, children: readonly string[]): Located {
  const candidates = USUAL.flatMap((usual) => children.filter((name) => sameName(name, usual)));
  for (const name of candidates) {
    const fact = facts[`./${name}`];
    if (fact === undefined) return { kind: 'reads', uris: [`./${name}`] };
    if (childrenOf(fact).length > 0) return { kind: 'roots', roots: [`./${name}`] };
  }
  return { kind: 'roots', roots: [] };
}
