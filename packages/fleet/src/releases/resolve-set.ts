import {
  compareVersions,
  isMeant,
  type Present,
  parseRelation,
  type Related,
  type RelationFault,
  setFaults,
} from '@scomo/delivery';
import { FLEET_LIMITS } from '../limits.ts';

/** What is asked for and what may be used for it. */
export interface SetQuestion<T extends Related> {
  /** Members of the release. */
  readonly wanted: readonly T[];
  /** As last read from the device; undefined: never read, then what the set lacks may well be there. */
  readonly present: readonly Present[] | undefined;
  /** Packages that may be added, of any component and version; none: the set must do by itself. */
  readonly catalogue: readonly T[];
}

/** A member and why it is one. */
export interface Chosen<T extends Related> {
  readonly member: T;
  /** `in the release`, or `needed by app 2.0 (lib >=1.2)`, and so on up to a member of the release. */
  readonly why: string;
}

export type SetAnswer<T extends Related> =
  /** Nothing in it, or of what stays on the device, lacks anything or excludes another; what is needed stands before what needs it. */
  | { readonly ok: true; readonly chosen: readonly Chosen<T>[] }
  /** Each line says of one member what is missing or in the way. */
  | { readonly ok: false; readonly kind: RelationFault['kind']; readonly why: readonly string[] };

interface Search<T extends Related> {
  readonly question: SetQuestion<T>;
  /** Sets looked at so far. */
  looked: number;
}

/**
 * Completes a set from the catalogue, newest versions first, or says why it cannot be had. The same question has the same
 * answer. docs/operations.md
 */
export function resolveSet<T extends Related>(question: SetQuestion<T>): SetAnswer<T> {
  const start = question.wanted.map((member): Chosen<T> => ({ member, why: 'in the release' }));
  const found = complete({ question, looked: 0 }, start);
  if (found !== undefined) return { ok: true, chosen: inOrder(found) };
  const faults = faultsOf(question, start);
  const kind = faults.some((fault) => fault.kind === 'conflict') ? 'conflict' : 'missing';
  return { ok: false, kind, why: faults.map((fault) => wordsFor(question, fault)) };
}

/** Depth first: for the first thing that is wrong each package in turn that may heal it. */
function complete<T extends Related>(
  search: Search<T>,
  chosen: readonly Chosen<T>[],
): readonly Chosen<T>[] | undefined {
  search.looked += 1;
  const { question } = search;
  const [first] = faultsOf(question, chosen);
  if (first === undefined) return chosen;
  if (search.looked > FLEET_LIMITS.setsLookedAt || chosen.length >= FLEET_LIMITS.resolvedMembersMax)
    return undefined;
  for (const next of remedies(question, first, chosen)) {
    const found = complete(search, [...chosen, next]);
    if (found !== undefined) return found;
  }
  return undefined;
}

/** What is wrong with a set: of a device that was never read, only what the set says itself. */
function faultsOf<T extends Related>(
  { present }: SetQuestion<T>,
  chosen: readonly Chosen<T>[],
): readonly RelationFault[] {
  const members = chosen.map(({ member }) => member);
  const faults = setFaults(members, present ?? []);
  if (present !== undefined) return faults;
  const ids = members.map(({ component }) => component);
  return faults.filter(({ relation }) => ids.includes(relation.component));
}

/**
 * Packages of the catalogue that may heal a fault, newest first: what is missing; a newer version of what is in the way, or
 * of what stays on the device and complains. A component that is in the set already has its version.
 */
function remedies<T extends Related>(
  { catalogue, present }: SetQuestion<T>,
  fault: RelationFault,
  chosen: readonly Chosen<T>[],
): readonly Chosen<T>[] {
  const { kind, relation } = fault;
  const pick = (component: string, fits: (version: string) => boolean, why: string): readonly Chosen<T>[] => {
    if (chosen.some(({ member }) => member.component === component)) return [];
    const there = present?.find((each) => each.component === component)?.version;
    return catalogue
      .filter((member) => member.component === component && fits(member.version))
      .filter(({ version }) => there === undefined || compareVersions(version, there) > 0)
      .toSorted((a, b) => compareVersions(b.version, a.version))
      .map((member) => ({ member, why }));
  };
  const instead = `in place of an older one: ${fault.detail}`;
  return [
    ...pick(
      relation.component,
      (version) => isMeant(relation, version) === (kind === 'missing'),
      kind === 'missing' ? reason(fault, chosen) : instead,
    ),
    ...pick(fault.component, () => true, instead),
  ];
}

function reason<T extends Related>(fault: RelationFault, chosen: readonly Chosen<T>[]): string {
  const by = chosen.find(({ member }) => member.component === fault.component);
  const need = `needed by ${fault.component} ${by?.member.version ?? ''}`.trim();
  const wants = ` (${fault.relation.component}${boundsOf(fault)})`;
  if (by === undefined) return `${need}${wants}, which is on the device`;
  return `${need}${wants}${by.why === 'in the release' ? '' : `, which is ${by.why}`}`;
}

function boundsOf({ relation }: RelationFault): string {
  return relation.bounds.map(({ operator, version }) => ` ${operator}${version}`).join('');
}

function wordsFor<T extends Related>(
  { present, catalogue, wanted }: SetQuestion<T>,
  fault: RelationFault,
): string {
  const { relation, detail, kind } = fault;
  if (kind === 'conflict') return detail;
  const there = [...(present ?? []), ...wanted].some(({ component }) => component === relation.component);
  const where = there ? '' : ', which is neither in the release nor was it last read from the device';
  const here = catalogue.filter(({ component }) => component === relation.component);
  const had = here.map(({ version }) => version).join(', ');
  const known =
    catalogue.length === 0 ? '' : here.length === 0 ? '; no package of it can be had' : `; to be had: ${had}`;
  return `${detail}${where}${known}`;
}

/** What is needed before what needs it, else as it was. A ring keeps its order. */
function inOrder<T extends Related>(chosen: readonly Chosen<T>[]): readonly Chosen<T>[] {
  const placed: Chosen<T>[] = [];
  const visited = new Set<string>();
  const place = (each: Chosen<T>): void => {
    if (visited.has(each.member.component)) return;
    visited.add(each.member.component);
    for (const text of each.member.requires) {
      const needed = parseRelation(text)?.component;
      const there = chosen.find(({ member }) => member.component === needed);
      if (there !== undefined) place(there);
    }
    placed.push(each);
  };
  chosen.forEach(place);
  return placed;
}
