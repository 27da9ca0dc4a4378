import { type OfferView, type Shown, shownTo } from '@scomo/scomo';
import { moment } from '../consent/show-request.ts';
import type { Context } from '../context.ts';
import { askAll, ControlError } from '../control/verbs.ts';
import { listOffers } from '../requests/offers.ts';
import { type AskedFor, askedFor } from '../requests/requests.ts';

/** An offer with what is shown of it, and what may be asked for. */
export interface Offered {
  readonly offer: OfferView;
  readonly shown: Shown;
  /** All of it is here in this version. */
  readonly here: boolean;
  /** Component that is named when it is wanted, and when it is to be removed; undefined when that cannot be asked for. */
  readonly install?: string;
  readonly remove?: string;
}

/** Requests on the page, newest first. */
const ASKED_SHOWN = 10;

export async function offered(context: Context, wanted: readonly string[]): Promise<readonly Offered[]> {
  const { active } = await context.installer.inventory(false);
  const versionNow = (id: string) => active.find((component) => component.id === id)?.version;
  const policy = { mode: 'ask', deferralsMax: 0 } as const;
  return listOffers(context).map((offer): Offered => {
    const { members, operations } = offer;
    const first = members[0]?.component;
    const here = members.every(({ component, version }) => versionNow(component) === version);
    const installs = !here && operations.includes('Install') && first !== undefined;
    const removes = operations.includes('Remove') && first !== undefined && versionNow(first) !== undefined;
    return {
      ...{ offer, here, shown: shownTo(wanted, { members, policy, versionNow, when: moment }) },
      ...(installs && { install: first }),
      ...(removes && { remove: first }),
    };
  });
}

export function recentlyAsked({ journal }: Context): readonly AskedFor[] {
  return askedFor(journal, ASKED_SHOWN).filter(({ by }) => by === 'user');
}

/** Takes the form of the catalogue: updates in general, or a component. Durable on return. */
export function takeWish(
  contexts: readonly Context[],
  { component, operation }: Readonly<Record<string, string>>,
): 'asked' | 'malformed' {
  try {
    askAll(contexts, component === undefined ? undefined : { component, operation });
    return 'asked';
  } catch (error) {
    if (error instanceof ControlError) return 'malformed';
    throw error;
  }
}
