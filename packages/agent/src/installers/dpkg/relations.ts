import { compareVersions } from './version.ts';

/** One package that a field names. */
interface Relation {
  readonly name: string;
  /** Wanted architecture, when it is one: not `any` and not `native`. */
  readonly architecture?: string;
  readonly operator?: Operator;
  readonly version?: string;
}

type Operator = '<<' | '<=' | '=' | '>=' | '>>';

/** What a package's control fields say of others. Debian Policy 7 */
export interface DebControl {
  readonly name: string;
  readonly version: string;
  readonly architecture: string;
  /** Depends and Pre-Depends: of each group one must be there. */
  readonly needs: readonly (readonly Relation[])[];
  /** Conflicts and Breaks. */
  readonly excludes: readonly Relation[];
  readonly provides: readonly Relation[];
}

/** Why packages cannot be together. `missing`: something is not there; else something is that must not be. */
export interface Problem {
  /** Package that has the trouble. */
  readonly name: string;
  readonly missing: boolean;
  readonly text: string;
}

/** Reads one stanza of control fields; undefined when it names no package. Clauses in a form of their own are left to dpkg. */
export function parseControl(stanza: string): DebControl | undefined {
  const fields = new Map<string, string>();
  for (const [, name = '', value = ''] of stanza.matchAll(/^([A-Za-z-]+):[ \t]*(.*(?:\n[ \t].*)*)/gm))
    fields.set(name, value);
  const name = fields.get('Package');
  const version = fields.get('Version');
  if (name === undefined || version === undefined) return undefined;
  const all = (...names: readonly string[]) => names.flatMap((field) => groups(fields.get(field)));
  return {
    name,
    version,
    architecture: fields.get('Architecture') ?? '',
    needs: all('Pre-Depends', 'Depends'),
    excludes: all('Conflicts', 'Breaks').flat(),
    provides: all('Provides').flat(),
  };
}

const RELATION = /^([a-z0-9][a-z0-9+.-]*)(?::([a-z0-9-]+))?\s*(?:\(\s*(<<|<=|=|>=|>>)\s*([^\s)]+)\s*\))?$/;

function groups(field = ''): Relation[][] {
  return field
    .split(',')
    .map((group) => group.split('|').map((text) => RELATION.exec(text.trim())))
    .filter((group) => group.every((match) => match !== null))
    .map((group) => group.map((match) => toRelation(match ?? [])));
}

function toRelation([, name = '', arch, operator, version]: readonly (string | undefined)[]): Relation {
  return {
    name,
    ...(arch !== undefined && arch !== 'any' && arch !== 'native' && { architecture: arch }),
    ...(operator !== undefined && { operator: operator as Operator, version: version ?? '' }),
  };
}

/** What would be wrong afterwards and was not before. */
export function newProblems(before: readonly DebControl[], after: readonly DebControl[]): Problem[] {
  const known = new Set(problemsOf(before).map(({ text }) => text));
  return problemsOf(after).filter(({ text }) => !known.has(text));
}

function problemsOf(world: readonly DebControl[]): Problem[] {
  const offers = new Map<string, { readonly by: DebControl; readonly version: string | undefined }[]>();
  const offer = (name: string, by: DebControl, version: string | undefined) =>
    offers.set(name, [...(offers.get(name) ?? []), { by, version }]);
  for (const each of world) {
    offer(each.name, each, each.version);
    for (const { name, version } of each.provides) offer(name, each, version);
  }
  const matches = (relation: Relation) =>
    (offers.get(relation.name) ?? []).filter(({ by, version }) => fits(relation, by, version));
  return world.flatMap((each) => [
    ...each.needs
      .filter((group) => !group.some((relation) => matches(relation).length > 0))
      .map((group) => ({
        name: each.name,
        missing: true,
        text: `${each.name} ${each.version} needs ${group.map(textOf).join(' or ')}`,
      })),
    ...each.excludes
      .flatMap((relation) => matches(relation).map(({ by }) => by))
      .filter((other) => other.name !== each.name)
      .map((other) => ({
        name: each.name,
        missing: false,
        text: `${each.name} ${each.version} cannot be beside ${other.name} ${other.version}`,
      })),
  ]);
}

function fits({ architecture, operator, version }: Relation, by: DebControl, offered?: string): boolean {
  if (architecture !== undefined && architecture !== by.architecture) return false;
  if (operator === undefined || version === undefined) return true;
  return offered !== undefined && HOLDS[operator](compareVersions(offered, version));
}

const HOLDS: Readonly<Record<Operator, (order: number) => boolean>> = {
  '<<': (order) => order < 0,
  '<=': (order) => order <= 0,
  '=': (order) => order === 0,
  '>=': (order) => order >= 0,
  '>>': (order) => order > 0,
};

function textOf({ name, architecture, operator, version }: Relation): string {
  const arch = architecture === undefined ? '' : `:${architecture}`;
  return `${name}${arch}${operator === undefined ? '' : ` (${operator} ${version})`}`;
}
