import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { Outcome } from '../outcome.ts';
import { checkTogether } from './check-set.ts';

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
    'component_conflict: a 1 cannot be beside c 1: both are in the set',
  ],
  [
    'last excludes first',
    [member('a'), member('b', [], ['a'])],
    'component_conflict: b 1 cannot be beside a 1: both are in the set',
  ],
];
for (const [id, members, wanted] of together) {
  test(`together: ${id}`, () => assert.equal(said(checkTogether(members)), wanted));
}
