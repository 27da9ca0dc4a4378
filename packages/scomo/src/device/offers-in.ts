import { getNode, type Tree } from '@scomo/tree';
import { REQUEST_LIMITS } from '../limits.ts';
import { CHECK_FREQ_PATH, OFFERS_PATH } from '../object.ts';
import type { OfferView } from '../offer.ts';
import { parseOffer } from '../offer-json.ts';
import { textAt } from './accept-order.ts';

/** What the servers offer, as they have written it into the tree; what is malformed is left out. docs/scomo-extension.md */
export function offersIn(tree: Tree, root: string): readonly OfferView[] {
  const branch = getNode(tree, `${root}/${OFFERS_PATH}`);
  const names = branch?.format === 'node' ? [...branch.children.keys()] : [];
  return names
    .map((name) => parseOffer(textAt(tree, `${root}/${OFFERS_PATH}/${name}`)))
    .filter((offer) => offer !== undefined);
}

/** Hours between two periodic checks for updates, 0 for none. spec/scomo.md §3.3 */
export function checkHours(tree: Tree, root: string): number {
  const text = textAt(tree, `${root}/${CHECK_FREQ_PATH}`);
  return /^\d{1,6}$/.test(text) ? Math.min(Number(text), REQUEST_LIMITS.checkHoursMax) : 0;
}
