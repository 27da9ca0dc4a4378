import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { at, rowOf } from '../../test/samples.ts';
import { diffInventory } from './diff.ts';
import { inventoryDigest } from './digest.ts';
import { rowKey } from './row-key.ts';

const rows = fc.array(
  fc
    .record({
      id: fc.constantFrom('a', 'b', 'c', 'd'),
      version: fc.constantFrom('1', '2'),
      state: fc.constantFrom(10, 20),
      status: fc.constantFrom(10, 50),
      uri: fc.constantFrom('x', 'y'),
    })
    .map(({ id, version, ...change }) => rowOf(id, version, change)),
  { maxLength: 8 },
);

test('what is stored, with the difference applied, is what was read', () => {
  fc.assert(
    fc.property(rows, rows, (earlier, read) => {
      const stored = diffInventory([], earlier, at(1)).put.filter(
        (row, n, all) => all.findLastIndex((other) => rowKey(other) === rowKey(row)) === n,
      );
      const diff = diffInventory(stored, read, at(2));
      const result = new Map(stored.map((row) => [rowKey(row), row]));
      for (const row of diff.gone) result.delete(rowKey(row));
      for (const row of diff.put) result.set(rowKey(row), row);
      const wanted = new Map(read.map((row) => [rowKey(row), row]));
      assert.deepEqual([...result.keys()].sort(), [...wanted.keys()].sort());
      for (const [key, { since, ...row }] of result) {
        assert.deepEqual(row, wanted.get(key));
        const old = stored.find((one) => rowKey(one) === key);
        assert.equal(since, old?.version === row.version && old.state === row.state ? at(1) : at(2));
      }
      // Nothing is written that stands already.
      for (const row of diff.put)
        assert.ok(!stored.some((old) => JSON.stringify(old) === JSON.stringify(row)));
    }),
  );
});

test('the digest heeds every field and no order', () => {
  const base = [rowOf('a', '1'), rowOf('b', '1')];
  assert.equal(inventoryDigest(base), inventoryDigest(base.toReversed()));
  const others = (['uri', 'id', 'name', 'version', 'description', 'envType', 'pkgIdRef'] as const).map(
    (field) => ({
      [field]: 'other',
    }),
  );
  for (const change of [...others, { state: 10 }, { status: 50 }]) {
    assert.notEqual(inventoryDigest(base), inventoryDigest([rowOf('a', '1', change), rowOf('b', '1')]));
  }
});
