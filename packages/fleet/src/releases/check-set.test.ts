import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { Outcome } from '../outcome.ts';
import { checkAgainstDevice, checkTogether } from './check-set.ts';

type Rules = Parameters<typeof checkTogether>[0][number];
const member = (
  component: string,
  requires: readonly string[] = [],
  conflicts: readonly string[] = [],
): Rules => ({
  component,
  version: '1',
  requires,
  conflicts,
});
const said = (checked: Outcome<null>) =>
  checked.ok ? 'ok' : `${checked.problem.code}: ${checked.problem.detail}`;

const together: readonly [string, readonly Rules[], string][] = [
  ['nothing', [], 'ok'],
  ['strangers', [member('a'), member('b')], 'ok'],
  ['one that excludes itself', [member('a', [], ['a'])], 'ok'],
  ['one that excludes an absent one', [member('a', [], ['c']), member('b')], 'ok'],
  ['twice', [member('a'), member('b'), member('a')], 'component_twice: a stands twice in the set'],
  [
    'first excludes last',
    [member('a', [], ['c']), member('b'), member('c')],
    'component_conflict: a 1 excludes c; both are in the set',
  ],
  [
    'last excludes first',
    [member('a'), member('b', [], ['a'])],
    'component_conflict: b 1 excludes a; both are in the set',
  ],
];
for (const [id, members, wanted] of together) {
  test(`together: ${id}`, () => assert.equal(said(checkTogether(members)), wanted));
}

const onDevice: readonly [string, readonly Rules[], readonly string[] | undefined, string][] = [
  ['never read', [member('a', ['x'], ['y'])], undefined, 'ok'],
  ['required in the set', [member('a', ['b']), member('b')], [], 'ok'],
  ['required on the device', [member('a', ['x'])], ['x'], 'ok'],
  [
    'required nowhere',
    [member('a', ['x'])],
    ['y'],
    'requirement_missing: a 1 needs x, which is neither in the release nor was it last read from the device',
  ],
  [
    'one of two required',
    [member('a', ['x', 'z'])],
    ['x'],
    'requirement_missing: a 1 needs z, which is neither in the release nor was it last read from the device',
  ],
  ['an older version of itself', [member('a', [], ['a'])], ['a'], 'ok'],
  [
    'excluded on the device',
    [member('a', [], ['x'])],
    ['x'],
    'component_conflict: a 1 excludes x, which is on the device',
  ],
];
for (const [id, members, deployed, wanted] of onDevice) {
  test(`on the device: ${id}`, () => assert.equal(said(checkAgainstDevice(members, deployed)), wanted));
}
