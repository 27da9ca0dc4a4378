import assert from 'node:assert/strict';
import { type TestContext, test } from 'node:test';
import { freshFolder } from '../../test/folder.ts';
import { LIMITS } from '../base/limits.ts';
import { openJournal } from '../journal/journal.ts';
import { currentLocks } from '../journal/locks.ts';
import { lock } from './locks.ts';
import { UsageError } from './options.ts';

/** `lock` on a state folder of its own, its output thrown away. */
function locking(t: TestContext) {
  const state = freshFolder(t);
  const journal = openJournal(state);
  t.after(() => journal.close());
  t.mock.method(process.stdout, 'write', () => true);
  const take = (...args: string[]) => lock(['--owner', 'navigation', ...args, '--state', state]);
  return { take, held: () => currentLocks(journal, new Date().toISOString()) };
}

test('a reason as long as the limit, and one longer', (t) => {
  const { take, held } = locking(t);
  const reason = 'x'.repeat(LIMITS.lockReasonCharsMax);
  assert.equal(take('--ttl', '1m', '--reason', reason), 0);
  assert.equal(held()[0]?.reason, reason);
  assert.throws(() => take('--ttl', '1m', '--reason', `${reason}x`), UsageError);
});

test('a day at the most, and taking it again holds it longer', (t) => {
  const { take, held } = locking(t);
  const seconds = LIMITS.lockSecondsMax;
  assert.equal(take('--ttl', '1'), 0);
  assert.equal(take('--ttl', String(seconds)), 0);
  const left = Date.parse(held()[0]?.until ?? '') - Date.now();
  assert.ok(left > (seconds - 60) * 1000 && left <= seconds * 1000, `${left} ms`);
  assert.throws(() => take('--ttl', String(seconds + 1)), UsageError);
});

test('a reason cannot move the cursor', (t) => {
  const { take, held } = locking(t);
  take('--ttl', '1m', '--reason', 'a\u001b[2Jb');
  assert.equal(held()[0]?.reason, 'a [2Jb');
});
