import { isMeant, parseRelation, type Relation } from './relation.ts';

/** What a component says of others, as its manifest has it. */
export interface Related {
  readonly component: string;
  readonly version: string;
  readonly requires: readonly string[];
  readonly conflicts: readonly string[];
}

/** What is wrong with a component beside others, in words. */
export interface RelationFault {
  readonly kind: 'missing' | 'conflict';
  /** Of whom it is said. */
  readonly component: string;
  /** Its relation. */
  readonly relation: Relation;
  readonly detail: string;
}

/** Every requirement of `member` that `present` (versions by component) does not fulfil, and every conflict with it. Relations in no known form count as unfulfilled. */
export function relationFaults(
  member: Related,
  present: ReadonlyMap<string, string>,
): readonly RelationFault[] {
  const { component, version } = member;
  const who = `${component} ${version}`;
  const missing = member.requires.flatMap((text): readonly RelationFault[] => {
    const relation = parseRelation(text) ?? { component: text, bounds: [] };
    const there = present.get(relation.component);
    if (there !== undefined && isMeant(relation, there)) return [];
    const shown = there === undefined ? '' : `, there is ${there}`;
    return [{ kind: 'missing', component, relation, detail: `${who} needs ${text}${shown}` }];
  });
  const clashes = member.conflicts.flatMap((text): readonly RelationFault[] => {
    const relation = parseRelation(text) ?? { component: text, bounds: [] };
    const there = present.get(relation.component);
    if (there === undefined || relation.component === component || !isMeant(relation, there)) return [];
    return [
      {
        kind: 'conflict',
        component,
        relation,
        detail: `${who} cannot be beside ${relation.component} ${there}`,
      },
    ];
  });
  return [...missing, ...clashes];
}

/** A component that is active; `rules` where its package is known. */
export interface Present {
  readonly component: string;
  readonly version: string;
  readonly rules?: Related;
}

/**
 * What a set lacks or excludes once it is active, and what of the rest comes to lack or exclude something by it. What was
 * wrong before is none of its business.
 */
export function setFaults(
  members: readonly Related[],
  present: readonly Present[],
): readonly RelationFault[] {
  const brought = new Set(members.map(({ component }) => component));
  const staying = present.filter(({ component }) => !brought.has(component));
  const versions = (of: readonly Present[]) =>
    new Map(of.map(({ component, version }) => [component, version]));
  const after = versions([...staying, ...members]);
  const before = versions(present);
  const rest = staying.flatMap(({ rules }) => {
    if (rules === undefined) return [];
    const old = new Set(relationFaults(rules, before).map(({ detail }) => detail));
    return relationFaults(rules, after).filter(({ detail }) => !old.has(detail));
  });
  return [...members.flatMap((member) => relationFaults(member, after)), ...rest];
}
