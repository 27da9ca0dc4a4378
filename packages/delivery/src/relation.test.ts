import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { compareVersions } from './compare-versions.ts';
import { LIMITS } from './limits.ts';
import { isMeant, parseRelation } from './relation.ts';
import { type Related, relationFaults } from './set-faults.ts';

/** Each older than the next. */
const ORDER = [
  '',
  '0.9',
  '1.0~~',
  '1.0~rc1',
  '1.0~rc2',
  '1.0',
  '1.0a',
  '1.0+b',
  '1.0.0',
  '1.0.1',
  '1.2',
  '1.10',
  '2',
  '10',
];
test('versions are ordered by their numbers', () => {
  for (const [i, a] of ORDER.entries())
    for (const [j, b] of ORDER.entries())
      assert.equal(Math.sign(compareVersions(a, b)), Math.sign(i - j), `${a} ${b}`);
});

for (const [a, b] of [
  ['1.0', '1.00'],
  ['1.2', '01.2'],
  ['x', 'x'],
] as const) {
  test(`${a} and ${b} are the same`, () => assert.equal(compareVersions(a, b), 0));
}

test('the order of versions is total', () => {
  const version = fc.string({ unit: fc.constantFrom(...'0123456789.~a-Z+'), maxLength: 12 });
  fc.assert(
    fc.property(version, version, version, (a, b, c) => {
      assert.equal(Math.sign(compareVersions(a, b)), -Math.sign(compareVersions(b, a)) + 0);
      if (compareVersions(a, b) <= 0 && compareVersions(b, c) <= 0) assert.ok(compareVersions(a, c) <= 0);
    }),
  );
});

const FORMS: readonly [string, boolean][] = [
  ['org.example.lib', true],
  ['deb:libc6 >=2.36', true],
  ['lib >=1.2 <2', true],
  ['lib =1.0 >0 <=9', true],
  ['', false],
  [' lib', false],
  ['lib  >=1', false],
  ['lib >= 1', false],
  ['lib 1.0', false],
  ['lib >=1<2', false],
  ['lib >=', false],
  ['lib !=1', false],
  ['lib >=\u00e9', false],
];
for (const [text, good] of FORMS) {
  test(`a relation: "${text}" is ${good ? 'one' : 'none'}`, () =>
    assert.equal(parseRelation(text) !== undefined, good));
}

test('a relation at its limits, and one above', () => {
  const id = 'i'.repeat(LIMITS.componentCharsMax);
  const version = 'v'.repeat(LIMITS.versionCharsMax);
  const bounds = (count: number) => ' >=1'.repeat(count);
  for (const good of [id, `lib >=${version}`, `lib${bounds(LIMITS.boundsMax)}`])
    assert.ok(parseRelation(good));
  for (const bad of [`${id}i`, `lib >=${version}v`, `lib${bounds(LIMITS.boundsMax + 1)}`])
    assert.equal(parseRelation(bad), undefined);
});

const MEANT: readonly [string, string, boolean][] = [
  ['lib', '0', true],
  ['lib >=1.2 <2', '1.2', true],
  ['lib >=1.2 <2', '1.10', true],
  ['lib >=1.2 <2', '2', false],
  ['lib >=1.2 <2', '1.1', false],
  ['lib =1.0', '1.0', true],
  ['lib =1.0', '1.0.0', false],
  ['lib >1', '1', false],
  ['lib <=1', '1', true],
];
for (const [text, version, good] of MEANT) {
  test(`${text}: ${version} is ${good ? '' : 'not '}meant`, () => {
    const relation = parseRelation(text);
    assert.ok(relation);
    assert.equal(isMeant(relation, version), good);
  });
}

const app = (requires: readonly string[], conflicts: readonly string[] = []): Related => ({
  component: 'app',
  version: '2',
  requires,
  conflicts,
});
const FAULTS: readonly [Related, Readonly<Record<string, string>>, readonly string[]][] = [
  [app(['lib']), { lib: '1' }, []],
  [app(['lib >=2']), { lib: '1' }, ['missing: app 2 needs lib >=2, there is 1']],
  [app(['lib', 'more']), {}, ['missing: app 2 needs lib', 'missing: app 2 needs more']],
  [app(['?']), { lib: '1' }, ['missing: app 2 needs ?']],
  [app([], ['old <2']), { old: '2' }, []],
  [app([], ['old <2']), { old: '1.9' }, ['conflict: app 2 cannot be beside old 1.9']],
  [app([], ['app']), { app: '1' }, []],
];
for (const [member, present, said] of FAULTS) {
  test(`${JSON.stringify(member)} beside ${JSON.stringify(present)}: ${said.join('; ') || 'well'}`, () => {
    const faults = relationFaults(member, new Map(Object.entries(present)));
    assert.deepEqual(
      faults.map(({ kind, detail }) => `${kind}: ${detail}`),
      said,
    );
  });
}
