import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { TreeCommand } from '@scomo/scomo';
import { getNode, interior, leaf, putNode } from '@scomo/tree';
import fc from 'fast-check';
import { fixture, treeTask } from '../../test/fixture.ts';
import { callIn } from '../../test/real-device.ts';
import { FATES, Lost, troubled } from '../../test/troubled-wire.ts';

const OPEN = { acl: 'Add=*&Delete=*&Get=*&Replace=*' };
const add = (name: string): TreeCommand => ({ kind: 'add', uri: `./V/${name}`, data: 'x'.repeat(400) });
const COMMANDS: readonly TreeCommand[] = [
  add('a'),
  { kind: 'sequence', commands: [add('b'), { kind: 'get', uri: './V/one' }] },
  { kind: 'get', uri: './V/one' },
  { kind: 'atomic', commands: [add('c'), add('d')] },
  add('e'),
  { kind: 'get', uri: './V' },
];

test('whatever the wire does, nothing but a get is sent twice, and what is said of it is true', async () => {
  await fc.assert(
    fc.asyncProperty(fc.array(fc.constantFrom(...FATES), { maxLength: 40 }), async (fates) => {
      const made = fixture([treeTask('tk_1', COMMANDS)], 'md5', 'xml');
      const { device, ports, store } = made;
      device.tree = putNode(device.tree, './V', interior({ one: leaf('1') }, OPEN));
      const wire = { ...troubled(made.wire, fates), maxMsgSize: 2_500 };
      for (let sessions = 0; sessions < 60 && store.tasks.get('tk_1')?.nextCheckAt !== null; sessions += 1) {
        await callIn(device, wire).catch((error: unknown) => assert.ok(error instanceof Lost));
        ports.time += 60_000;
      }
      const { state, outcomes = [] } = store.tasks.get('tk_1') ?? {};
      for (const { kind, uri = '', path, status, unknown, tries = 0, results } of outcomes) {
        const told = JSON.stringify({ kind, uri, path, status, unknown, tries });
        assert.ok(status === 200 || unknown !== undefined, told);
        assert.ok(tries === 1 || (kind === 'get' && path.length === 1), told);
        if (kind === 'add' && status === 200) assert.ok(getNode(device.tree, uri), told);
        if (kind === 'get' && status === 200) assert.equal(results?.length, 1, told);
      }
      const all = outcomes.every(({ status }) => status === 200);
      assert.equal(state, all ? 'verified' : 'failed');
    }),
    { numRuns: 100 },
  );
});
