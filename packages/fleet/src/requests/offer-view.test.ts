import assert from 'node:assert/strict';
import { test } from 'node:test';
import { parseOffer, REQUEST_LIMITS } from '@scomo/scomo';
import { offered } from '../../test/offers.ts';
import { FLEET_LIMITS } from '../limits.ts';
import type { OfferedRelease } from '../ports.ts';
import { offerView } from './offer-view.ts';

/** An offer of one component with these texts. */
function withTexts(texts: object): OfferedRelease {
  const { offer, packages } = offered('of_1', { a: '1.0' });
  return {
    offer,
    packages: packages.map((pkg) => {
      const characteristics = { ...pkg.manifest.characteristics, ...texts };
      return { ...pkg, manifest: { ...pkg.manifest, characteristics } };
    }),
  };
}

test('a device can read what it is offered', () => {
  const view = offerView(withTexts({}), 'scomo');
  assert.deepEqual(parseOffer(JSON.stringify(view)), view);
  assert.deepEqual([view.server, view.members[0]?.component], ['scomo', 'a']);
});

test('a summary is as long as that, and no longer', () => {
  const max = FLEET_LIMITS.offerSummaryCharsMax;
  const shown = (length: number) =>
    offerView(withTexts({ summary: 's'.repeat(length) }), 'scomo').members[0]?.summary.length;
  assert.deepEqual([shown(max), shown(max + 1)], [max, max]);
});

test('an offer that would be too long goes without its longer texts', () => {
  const bare = JSON.stringify(offerView(withTexts({ notes: '' }), 'scomo')).length;
  const room = REQUEST_LIMITS.offerCharsMax - bare;
  const notes = (length: number) =>
    offerView(withTexts({ notes: 'n'.repeat(length) }), 'scomo').members[0]?.notes?.length;
  assert.deepEqual([notes(room), notes(room + 1)], [room, undefined]);
});
