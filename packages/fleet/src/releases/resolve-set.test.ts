import assert from 'node:assert/strict';
import { test } from 'node:test';
import { type Present, type Related, relationFaults } from '@scomo/delivery';
import fc from 'fast-check';
import { FLEET_LIMITS } from '../limits.ts';
import { resolveSet } from './resolve-set.ts';

/** `app 2: lib >=1, x; !old <2` = app 2 requires lib >=1 and x, conflicts with old <2. */
function pkg(text: string): Related {
  const [name = '', rules = ''] = text.split(': ');
  const [component = '', version = '1'] = name.split(' ');
  const [requires = '', conflicts = ''] = rules.split('; ');
  const list = (of: string) => of.split(', ').filter((each) => each !== '');
  return { component, version, requires: list(requires), conflicts: list(conflicts.replace('!', '')) };
}

const here = (...texts: readonly string[]): readonly Present[] =>
  texts.map((text) => {
    const rules = pkg(text);
    return { component: rules.component, version: rules.version, rules };
  });

function answer(
  wanted: readonly string[],
  present: readonly Present[] | undefined,
  catalogue: readonly string[] = [],
): string[] {
  const got = resolveSet({ wanted: wanted.map(pkg), present, catalogue: catalogue.map(pkg) });
  if (!got.ok) return [got.kind, ...got.why];
  return got.chosen.map(({ member, why }) => `${member.component} ${member.version} ${why}`);
}

type Row = readonly [
  id: string,
  wanted: readonly string[],
  present: readonly Present[] | undefined,
  catalogue: readonly string[],
  said: readonly string[],
];

const IN = 'in the release';
const ROWS: readonly Row[] = [
  ['nothing is related', ['a 1', 'b 1'], [], [], [`a 1 ${IN}`, `b 1 ${IN}`]],
  ['needed on the device', ['a 1: x'], here('x 3'), [], [`a 1 ${IN}`]],
  ['needed in the release, which comes first', ['a 1: b >=2', 'b 2'], [], [], [`b 2 ${IN}`, `a 1 ${IN}`]],
  ['never read: it may be there', ['a 1: x'], undefined, [], [`a 1 ${IN}`]],
  [
    'never read, but the release itself is wrong',
    ['a 1: b >=2', 'b 1'],
    undefined,
    [],
    ['missing', 'a 1 needs b >=2, there is 1'],
  ],
  [
    'missing',
    ['a 1: x >=2'],
    [],
    [],
    ['missing', 'a 1 needs x >=2, which is neither in the release nor was it last read from the device'],
  ],
  ['too old on the device', ['a 1: x >=2'], here('x 1'), [], ['missing', 'a 1 needs x >=2, there is 1']],
  [
    'completed with the newest that fits',
    ['a 1: x >=2 <3'],
    [],
    ['x 1', 'x 2.1', 'x 2.10', 'x 3'],
    ['x 2.10 needed by a 1 (x >=2 <3)', `a 1 ${IN}`],
  ],
  [
    'completed by an update',
    ['a 1: x >=2'],
    here('x 1'),
    ['x 2'],
    ['x 2 needed by a 1 (x >=2)', `a 1 ${IN}`],
  ],
  [
    'a chain',
    ['a 1: x'],
    [],
    ['x 1: y >=1', 'y 1'],
    ['y 1 needed by x 1 (y >=1), which is needed by a 1 (x)', 'x 1 needed by a 1 (x)', `a 1 ${IN}`],
  ],
  [
    'the newest does not work, an older one does',
    ['a 1: x'],
    [],
    ['x 2: nowhere', 'x 1'],
    ['x 1 needed by a 1 (x)', `a 1 ${IN}`],
  ],
  [
    'no package fits',
    ['a 1: x >=9'],
    [],
    ['x 1', 'x 2'],
    [
      'missing',
      'a 1 needs x >=9, which is neither in the release nor was it last read from the device; to be had: 1, 2',
    ],
  ],
  ['they need each other', ['a 1: b', 'b 1: a'], [], [], [`b 1 ${IN}`, `a 1 ${IN}`]],
  ['excluded in the release', ['a 1: ; !b', 'b 1'], [], [], ['conflict', 'a 1 cannot be beside b 1']],
  ['excluded on the device', ['a 1: ; !b <2'], here('b 1'), [], ['conflict', 'a 1 cannot be beside b 1']],
  [
    'an excluded one is updated away',
    ['a 1: ; !b <2'],
    here('b 1'),
    ['b 2'],
    [`a 1 ${IN}`, 'b 2 in place of an older one: a 1 cannot be beside b 1'],
  ],
  ['another version is not excluded', ['a 1: ; !b <2'], here('b 2'), [], [`a 1 ${IN}`]],
  ['the device excludes it', ['a 1'], here('b 1: ; !a'), [], ['conflict', 'b 1 cannot be beside a 1']],
  [
    'it would break what is there',
    ['lib 2'],
    here('lib 1', 'b 1: lib <2'),
    [],
    ['missing', 'b 1 needs lib <2, there is 2'],
  ],
  [
    'what would break is updated with it',
    ['lib 2'],
    here('lib 1', 'b 1: lib <2'),
    ['b 1', 'b 3: lib >=2'],
    [`lib 2 ${IN}`, 'b 3 in place of an older one: b 1 needs lib <2, there is 2'],
  ],
  ['what was broken before stays so', ['a 1'], here('b 1: nowhere'), [], [`a 1 ${IN}`]],
  [
    'a downgrade is no remedy',
    ['a 1: x <2'],
    here('x 2'),
    ['x 1'],
    ['missing', 'a 1 needs x <2, there is 2; to be had: 1'],
  ],
];
for (const [id, wanted, present, catalogue, said] of ROWS) {
  test(`a set: ${id}`, () => assert.deepEqual(answer(wanted, present, catalogue), said));
}

test('every fault of a set is told, not the first alone', () => {
  const [kind, ...why] = answer(['a 1: x, y', 'b 1: z'], []);
  assert.equal(kind, 'missing');
  assert.equal(why.length, 3);
});

test('a completed set has its most members, and one more is refused', () => {
  const most = FLEET_LIMITS.resolvedMembersMax;
  const chain = (length: number) =>
    Array.from({ length }, (_, i) => (i + 1 < length ? `m${i} 1: m${i + 1}` : `m${i} 1`));
  assert.equal(answer(['m0 1: m1'], [], chain(most)).length, most);
  assert.equal(answer(['m0 1: m1'], [], chain(most + 1))[0], 'missing');
});

test('a catalogue full of dead ends is given up, not searched for ever', () => {
  const layers = Array.from({ length: 12 }, (_, i) =>
    [1, 2, 3, 4].map((version) => `d${i} ${version}: d${i + 1}, nowhere${i === 11 ? '' : i}`),
  ).flat();
  const holes = Array.from({ length: 11 }, (_, i) => `nowhere${i} 1: d${i + 1}`);
  assert.equal(answer(['a 1: d0'], [], [...layers, ...holes])[0], 'missing');
});

const NAMES = ['a', 'b', 'c', 'd', 'e'];
const relation = fc
  .tuple(fc.constantFrom(...NAMES), fc.constantFrom('', ' >=2', ' <2', ' =1', ' >=1 <3'))
  .map(([name, bound]) => `${name}${bound}`);
const anyPackage: fc.Arbitrary<Related> = fc.record({
  component: fc.constantFrom(...NAMES),
  version: fc.constantFrom('1', '2', '3'),
  requires: fc.uniqueArray(relation, { maxLength: 2 }),
  conflicts: fc.uniqueArray(relation, { maxLength: 1 }),
});
const named = { selector: (each: Related) => each.component };

test('an answer never violates a relation, holds the whole release, and names a chain up to it', () => {
  let completed = 0;
  fc.assert(
    fc.property(
      fc.uniqueArray(anyPackage, { ...named, minLength: 1, maxLength: 3 }),
      fc.uniqueArray(anyPackage, { ...named, maxLength: 4 }),
      fc.array(anyPackage, { maxLength: 10 }),
      (wanted, there, catalogue) => {
        const present = there.map((rules) => ({ component: rules.component, version: rules.version, rules }));
        const got = resolveSet<Related>({ wanted, present, catalogue });
        if (!got.ok) return assert.ok(got.why.length > 0);
        const members = got.chosen.map(({ member }) => member);
        if (members.length > wanted.length) completed += 1;
        const ids = members.map(({ component }) => component);
        assert.equal(new Set(ids).size, ids.length);
        for (const member of wanted) assert.ok(members.includes(member));
        const staying = there.filter(({ component }) => !ids.includes(component));
        const after = new Map([...staying, ...members].map((each) => [each.component, each.version]));
        for (const member of members) assert.deepEqual(relationFaults(member, after), []);
        const before = new Map(there.map((each) => [each.component, each.version]));
        for (const each of staying) {
          const old = relationFaults(each, before).map(({ detail }) => detail);
          for (const { detail } of relationFaults(each, after)) assert.ok(old.includes(detail));
        }
        for (const { member, why } of got.chosen)
          assert.ok(
            wanted.includes(member) ? why === 'in the release' : /needed by|in place of/.test(why),
            why,
          );
      },
    ),
    { numRuns: 2000 },
  );
  assert.ok(completed > 50, `${completed} sets were completed`);
});

test('what can be had by hand is found: a solved set loses members and gets them back', () => {
  fc.assert(
    fc.property(fc.uniqueArray(anyPackage, { ...named, minLength: 2, maxLength: 5 }), (all) => {
      const whole = resolveSet<Related>({ wanted: all, present: [], catalogue: [] });
      fc.pre(whole.ok);
      const [first] = all;
      assert.ok(first);
      assert.ok(resolveSet<Related>({ wanted: [first], present: [], catalogue: all }).ok);
    }),
  );
});
