import assert from 'node:assert/strict';
import { after, test } from 'node:test';
import { OWN_INTENTS } from '../test/tuf/own-intents.ts';
import { RELEASE_INTENTS } from '../test/tuf/release-intents.ts';
import { ROOT_INTENTS } from '../test/tuf/root-intents.ts';

/** What the conformance suite of The Update Framework asks for, in the words of our container, and what we ask for beside it. security.md §2.4 */
const INTENTS = [...ROOT_INTENTS, ...RELEASE_INTENTS, ...OWN_INTENTS];
const TUF = ROOT_INTENTS.length + RELEASE_INTENTS.length;
let held = 0;

for (const [name, holds] of INTENTS) {
  test(`TUF intent: ${name}`, () => {
    holds();
    held += 1;
  });
}

test('every intent has a name of its own, and there are as many as the goal asks for', () => {
  assert.equal(new Set(INTENTS.map(([name]) => name)).size, INTENTS.length);
  assert.ok(TUF >= 53, `${TUF} of 53`);
  assert.ok(OWN_INTENTS.length >= 20, `${OWN_INTENTS.length} of 20`);
});

after(() => {
  const verdict = held === INTENTS.length ? 'PASS' : 'FAIL';
  console.log(`G23 TUF intents held ${held} of ${INTENTS.length} target all of ≥53 + ≥20 own ${verdict}`);
});
