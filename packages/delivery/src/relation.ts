import { compareVersions } from './compare-versions.ts';
import { LIMITS } from './limits.ts';

/** Other software that a manifest speaks of: a component, and which versions of it; no bound, any version. */
export interface Relation {
  readonly component: string;
  readonly bounds: readonly { readonly operator: Operator; readonly version: string }[];
}

const HOLDS = {
  '>=': (order: number) => order >= 0,
  '<=': (order: number) => order <= 0,
  '>': (order: number) => order > 0,
  '<': (order: number) => order < 0,
  '=': (order: number) => order === 0,
} as const;
type Operator = keyof typeof HOLDS;

const COMPONENT = /^[A-Za-z0-9._:+-]+$/;
const BOUND = /^(>=|<=|>|<|=)([!-;?-~]+)$/;

/** Reads `org.example.lib >=1.2 <2`; undefined when it has another form or is too long. */
export function parseRelation(text: string): Relation | undefined {
  const [component = '', ...words] = text.split(' ');
  if (!COMPONENT.test(component) || component.length > LIMITS.componentCharsMax) return undefined;
  if (words.length > LIMITS.boundsMax) return undefined;
  const bounds = words.flatMap((word) => {
    const [, operator, version = ''] = BOUND.exec(word) ?? [];
    if (operator === undefined || version.length > LIMITS.versionCharsMax) return [];
    return [{ operator: operator as Operator, version }];
  });
  return bounds.length === words.length ? { component, bounds } : undefined;
}

/** The version is one of those that are meant. */
export function isMeant({ bounds }: Relation, version: string): boolean {
  return bounds.every((bound) => HOLDS[bound.operator](compareVersions(version, bound.version)));
}
