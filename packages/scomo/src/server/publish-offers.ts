import { REQUEST_LIMITS } from '../limits.ts';
import { OFFERS_PATH } from '../object.ts';
import type { OfferView } from '../offer.ts';
import { get, type Planned, putLeaf, remove, write } from './commands.ts';
import type { Knowledge } from './knowledge.ts';
import { lastSegment, nodeName } from './uri.ts';

/** First part of the tags, where tasks have their id. */
const TAG = 'offers';

/**
 * What brings the offers in a device's tree to `offers`: first a read of what stands there, then only what differs.
 * `done`: nothing is left, or the device does not know offers. docs/scomo-extension.md
 */
export function publishOffers(
  { facts, sent }: Knowledge,
  root: string,
  offers: readonly OfferView[],
): { readonly done: boolean; readonly send: readonly Planned[] } {
  const branch = `${root}/${OFFERS_PATH}`;
  const list = `${branch}?list=StructData`;
  const listed = facts[list];
  if (listed === undefined) return { done: false, send: [get(list)] };
  if (listed.kind === 'absent') return { done: true, send: [] };
  const wanted = wantedLeaves(offers, branch);
  const stale = Object.keys(facts).filter(
    (uri) => uri.startsWith(`${branch}/`) && !uri.includes('?') && !wanted.has(uri),
  );
  const changed = [...wanted].filter(([uri, value]) => {
    const fact = facts[uri];
    return fact?.kind !== 'leaf' || fact.value !== value;
  });
  const send = [
    ...stale.map((uri) => write(TAG, `-${lastSegment(uri)}`, remove(uri))),
    ...changed.map(([uri, value]) => write(TAG, lastSegment(uri), putLeaf(facts, uri, value))),
  ].filter(({ tagged }) => sent[tagged.tag] === undefined);
  return { done: send.length === 0, send };
}

function wantedLeaves(offers: readonly OfferView[], branch: string): ReadonlyMap<string, string> {
  const leaves = offers
    .map((offer) => [`${branch}/${nodeName(offer.offer, 0)}`, JSON.stringify(offer)] as const)
    .filter(([, value]) => value.length <= REQUEST_LIMITS.offerCharsMax)
    .slice(0, REQUEST_LIMITS.offersMax);
  return new Map(leaves);
}
