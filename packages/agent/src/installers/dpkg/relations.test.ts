import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { test } from 'node:test';
import { noDpkg } from '@scomo/testkit';
import fc from 'fast-check';
import { causeOf, parseAptPlan } from './apt-output.ts';
import { newProblems, parseControl } from './relations.ts';
import { compareVersions } from './version.ts';

const skip = noDpkg();

const ORDERED = [
  '0~',
  '0',
  '0+b1',
  '1.0~~',
  '1.0~rc1',
  '1.0',
  '1.0-0ubuntu1',
  '1.0-1',
  '1.0a',
  '1.0+',
  '1.2',
  '1.10',
  '1:0.1',
  '2:0',
];
test('versions stand in the order of the policy', () => {
  for (const [i, a] of ORDERED.entries())
    for (const [j, b] of ORDERED.entries())
      assert.equal(Math.sign(compareVersions(a, b)), Math.sign(i - j), `${a} ${b}`);
});

test('versions are ordered as dpkg orders them', skip === undefined ? {} : { skip }, () => {
  const part = fc.string({ unit: fc.constantFrom('0', '1', '9', 'a', 'Z', '.', '+', '~'), maxLength: 6 });
  const version = fc.tuple(part, part).map(([a, b]) => `1${a}${b === '' ? '' : `-${b}`}`);
  const pairs = fc.sample(fc.tuple(version, version), 60);
  for (const [a, b] of pairs) {
    const says = (operator: string) => spawnSync('dpkg', ['--compare-versions', a, operator, b]).status === 0;
    assert.equal(Math.sign(compareVersions(a, b)), says('lt') ? -1 : says('gt') ? 1 : 0, `${a} ${b}`);
  }
});

const control = (text: string) => parseControl(text) ?? assert.fail(text);
const pkg = (name: string, version: string, fields = '') =>
  control(`Package: ${name}\nVersion: ${version}\nArchitecture: amd64\n${fields}`);

const CASES: readonly (readonly [fields: string, others: readonly string[], problems: readonly string[]])[] =
  [
    ['Depends: b', ['b 1'], []],
    ['Depends: b (>= 1:1), c | d,\n e', ['b 1', 'd 1', 'e 1'], ['a 1 needs b (>= 1:1)']],
    ['Depends: b:any, c:native, d:i386', ['b 1', 'c 1', 'd 1'], ['a 1 needs d:i386']],
    ['Pre-Depends: b (= 2)', ['b 2.0'], ['a 1 needs b (= 2)']],
    [
      'Conflicts: b (<< 2)\nBreaks: c',
      ['b 1', 'c 1'],
      ['a 1 cannot be beside b 1', 'a 1 cannot be beside c 1'],
    ],
    ['Conflicts: v\nProvides: v', [], []],
    ['Depends: ???, b', [], ['a 1 needs b']],
  ];
for (const [fields, others, problems] of CASES) {
  test(`relations: ${fields.replaceAll('\n', ' ')} beside ${others.join(', ')}`, () => {
    const world = others.map((text) => {
      const [name = '', version = ''] = text.split(' ');
      return pkg(name, version);
    });
    const found = newProblems(world, [...world, pkg('a', '1', fields)]);
    assert.deepEqual(
      found.map(({ text }) => text),
      problems,
    );
  });
}

test('what was wrong before is not the fault of a change', () => {
  const old = pkg('old', '1', 'Depends: gone');
  assert.deepEqual(newProblems([old], [old, pkg('a', '1')]), []);
});

test('an unversioned offer does not meet a versioned need', () => {
  const offers = pkg('b', '5', 'Provides: v, w (= 2)');
  const found = newProblems([offers], [offers, pkg('a', '1', 'Depends: v (>= 1), w (>= 2), v')]);
  assert.deepEqual(
    found.map(({ text }) => text),
    ['a 1 needs v (>= 1)'],
  );
});

test('apt: installs, upgrades and removals of a simulation', () => {
  const output = `Reading package lists...
Remv old [1.0]
Inst lib [1.0] (1.5 localhost [all])
Inst libx:i386 (2:1-1 Debian:12/stable [i386]) []
Conf lib (1.5 localhost [all])
Purg conf [2]
`;
  assert.deepEqual(parseAptPlan(output), {
    install: [
      { name: 'lib', version: '1.5' },
      { name: 'libx', version: '2:1-1' },
    ],
    remove: ['old', 'conf'],
  });
});

test('dpkg: the cause is its reason and what the script said', () => {
  const output = `Setting up one (1.0) ...
fine
Setting up two (2.0) ...
no table
dpkg: error processing package two (--install):
 installed two package post-installation script subprocess returned error exit status 7
dpkg: error processing package three (--install):
 dependency problems - leaving unconfigured
Errors were encountered while processing:
 two
`;
  assert.equal(
    causeOf(output, 'two'),
    'installed two package post-installation script subprocess returned error exit status 7 | no table',
  );
  assert.match(causeOf(output, 'three'), /leaving unconfigured/);
  assert.match(causeOf(output, 'other'), /exit status 7/);
  assert.equal(causeOf('a\nb\nc\nd\n', 'x'), 'b | c | d');
});
