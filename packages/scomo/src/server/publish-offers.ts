import { REQUEST_LIMITS } from '../limits.ts';
import { OFFERS_PATH } from '../object.ts';
import type { OfferView } from '../offer.ts';
import { parseOffer } from '../offer-json.ts';
import { get, type Planned, putLeaf, remove, write } from './commands.ts';
import type { Fact, Knowledge } from './knowledge.ts';
import { lastSegment, nodeName } from './uri.ts';

/** First part of the tags, where tasks have their id. */
const TAG = 'offers';

/**
 * What brings the offers in a device's tree to `views`: first a read of what stands there, then only what differs. What other servers
 * offer stays.
 * `done`: nothing is left, or the device does not know offers. docs/scomo-extension.md
 */
export function publishOffers(
  { facts, sent }: Knowledge,
  root: string,
  { server, views }: NonNullable<Knowledge['offers']>,
): { readonly done: boolean; readonly send: readonly Planned[] } {
  const branch = `${root}/${OFFERS_PATH}`;
  const list = `${branch}?list=StructData`;
  const listed = facts[list];
  if (listed === undefined) return { done: false, send: [get(list)] };
  if (listed.kind === 'absent') return { done: true, send: [] };
  const wanted = wantedLeaves(views, branch);
  const stale = Object.keys(facts).filter(
    (uri) => uri.startsWith(`${branch}/`) && !wanted.has(uri) && isOurs(facts[uri], server),
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

function isOurs(fact: Fact | undefined, server: string): boolean {
  return fact?.kind === 'leaf' && parseOffer(fact.value)?.server === server;
}

function wantedLeaves(offers: readonly OfferView[], branch: string): ReadonlyMap<string, string> {
  const leaves = offers
    .map((offer) => [`${branch}/${nodeName(offer.offer, 0)}`, JSON.stringify(offer)] as const)
    .filter(([, value]) => value.length <= REQUEST_LIMITS.offerCharsMax)
    .slice(0, REQUEST_LIMITS.offersMax);
  return new Map(leaves);
}
