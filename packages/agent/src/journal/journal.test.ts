import assert from 'node:assert/strict';
import { existsSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import type { ScomoOrder } from '@scomo/scomo';
import { freshFolder } from '../../test/folder.ts';
import { LIMITS } from '../base/limits.ts';
import { readFact, writeFact } from './facts.ts';
import { readHistory, record } from './history.ts';
import { openJournal } from './journal.ts';
import { acceptOrder, knownCorrelators, openOrders, recentOrders, setPhase } from './orders.ts';
import { isUnanswered, markAnswered, spool, unanswered } from './spool.ts';

const NOW = '2026-06-01T12:00:00.000Z';
const order = (correlator?: string): ScomoOrder => ({
  operation: 'Remove',
  serverId: 'scomo',
  uri: './x/Operations/Remove',
  node: './x',
  ...(correlator !== undefined && { correlator }),
});
const alert = { kind: 'Alert', code: 1226, items: [] } as const;

test('a transaction is all or nothing', (t) => {
  const journal = openJournal(freshFolder(t));
  assert.throws(() =>
    journal.transaction(() => {
      writeFact(journal, 'sessionNumber', 7);
      throw new Error('no');
    }),
  );
  assert.equal(readFact(journal, 'sessionNumber'), undefined);
  assert.equal(
    journal.transaction(() => 5),
    5,
  );
  journal.close();
});

test('a full disk: the reserve is given up and the transaction goes through', (t) => {
  const folder = freshFolder(t);
  const journal = openJournal(folder);
  assert.equal(statSync(join(folder, 'reserve')).size, LIMITS.reserveBytes);
  let tries = 0;
  const full = Object.assign(new Error('database or disk is full'), { errcode: 13 });
  journal.transaction(() => {
    writeFact(journal, 'sessionNumber', ++tries);
    if (tries === 1) throw full;
  });
  assert.equal(readFact(journal, 'sessionNumber'), 2);
  assert.equal(existsSync(join(folder, 'reserve')), false);
  assert.throws(
    () =>
      journal.transaction(() => {
        throw full;
      }),
    /full/,
  );
  journal.close();
  openJournal(folder).close();
  assert.ok(existsSync(join(folder, 'reserve')), 'made again at the next start');
});

test('a Correlator is taken once; orders without one are all taken', (t) => {
  const journal = openJournal(freshFolder(t));
  assert.deepEqual(
    [order('a'), order('a'), order(), order()].map((each) => acceptOrder(journal, each, NOW)),
    [true, false, true, true],
  );
  assert.deepEqual([...knownCorrelators(journal, 'scomo')], ['a']);
  const [first] = openOrders(journal);
  setPhase(journal, first?.id ?? 0, { name: 'done', items: [] }, NOW);
  assert.equal(acceptOrder(journal, order('a'), NOW), false, 'also when it is over');
  assert.throws(() => setPhase(journal, first?.id ?? 0, { name: 'accepted' }, NOW), /is not open/);
  journal.close();
});

test('the last closed orders are kept, open ones always', (t) => {
  const journal = openJournal(freshFolder(t));
  journal.transaction(() => {
    acceptOrder(journal, order('open'), NOW);
    for (let i = 0; i < LIMITS.ordersKept + 5; i++) {
      acceptOrder(journal, order(`c${i}`), NOW);
      setPhase(journal, i + 2, { name: 'done', items: [] }, NOW);
    }
  });
  const known = knownCorrelators(journal, 'scomo');
  assert.equal(known.size, LIMITS.ordersKept + 1);
  assert.deepEqual([known.has('open'), known.has('c4'), known.has('c5')], [true, false, true]);
  assert.equal(recentOrders(journal, 1)[0]?.order.correlator, `c${LIMITS.ordersKept + 4}`);
  journal.close();
});

for (const [code, left] of [
  [200, 0],
  [202, 0],
  [299, 0],
  [412, 0],
  [415, 0],
  [401, 1],
  [407, 1],
  [500, 1],
  [0, 1],
] as const) {
  test(`an alert answered ${code}: ${left} left`, (t) => {
    const journal = openJournal(freshFolder(t));
    const id = spool(journal, 'scomo', alert, NOW);
    markAnswered(journal, id, code, NOW);
    assert.equal(unanswered(journal).length, left);
    assert.equal(isUnanswered(journal, id), left === 1);
    journal.close();
  });
}

test('the spool tells servers apart and keeps order over a restart', (t) => {
  const folder = freshFolder(t);
  const first = openJournal(folder);
  for (const server of ['a', 'b', 'a']) spool(first, server, alert, NOW);
  first.close();
  const second = openJournal(folder);
  assert.deepEqual(
    unanswered(second, 'a').map(({ id }) => id),
    [1, 3],
  );
  assert.throws(() =>
    spool(second, 'a', { ...alert, items: [{ data: 'x'.repeat(LIMITS.reportBytesMax) }] }, NOW),
  );
  second.close();
});

test('history is bounded', (t) => {
  const journal = openJournal(freshFolder(t));
  journal.transaction(() => {
    for (let i = 0; i <= LIMITS.historyKept; i++)
      record(journal, { at: NOW, kind: 'session', detail: String(i) });
  });
  const all = readHistory(journal, LIMITS.historyKept + 10);
  assert.deepEqual(
    [all.length, all[0]?.detail, all.at(-1)?.detail],
    [LIMITS.historyKept, '1', String(LIMITS.historyKept)],
  );
  journal.close();
});
