import { pathOf } from '@scomo/tree';
import { BRANCH_PATH, type Branch, OFFERS_PATH, SETS_PATH } from '../object.ts';

/** Where in the object a URI points: which branch, which `<x>`, `<y>`, `<s>` or `<o>`, and what below it. */
export interface Place {
  readonly branch: Branch | 'Sets' | 'Offers';
  readonly name: string;
  /** Names below the node, `[]` for the node itself. */
  readonly below: readonly string[];
}

/** Branches by their path below the object's root. */
export const PLACES: Readonly<Record<Place['branch'], string>> = {
  ...BRANCH_PATH,
  Sets: SETS_PATH,
  Offers: OFFERS_PATH,
};

/** The place of a canonical URI, undefined outside the branches. */
export function placeOf(root: string, uri: string): Place | undefined {
  const path = pathOf(uri).slice(pathOf(root).length);
  for (const branch of Object.keys(PLACES) as Place['branch'][]) {
    const steps = PLACES[branch].split('/');
    const [name, ...below] = path.slice(steps.length);
    if (name !== undefined && steps.every((step, i) => path[i] === step)) return { branch, name, below };
  }
  return undefined;
}
