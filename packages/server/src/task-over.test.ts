import assert from 'node:assert/strict';
import { test } from 'node:test';
import { isTaskOver } from '@scomo/api';
import { FINAL_STATES } from '@scomo/scomo';

test('the contract and the reconciler agree on which states a task does not leave', () => {
  for (const state of FINAL_STATES) assert.ok(isTaskOver({ state }), state);
  const open = [
    'planned',
    'waiting',
    'notified',
    'downloading',
    'delivered',
    'installing',
    'inactive',
    'activating',
    'active',
  ] as const;
  for (const state of open) assert.ok(!isTaskOver({ state }) && !FINAL_STATES.includes(state), state);
});
