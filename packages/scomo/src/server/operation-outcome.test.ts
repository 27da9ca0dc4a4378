import assert from 'node:assert/strict';
import { test } from 'node:test';
import { NOW } from '../../test/drive.ts';
import { foldStatus } from './fold-status.ts';
import { failureInWords, failureOf, isRetryable, outcomeOf, statusOutcome } from './operation-outcome.ts';
import type { OperationRecord } from './task.ts';

const SENT: OperationRecord = {
  correlator: 't1-0-1',
  operation: 'DownloadInstallInactive',
  component: 'com.a',
  uri: './SCOMO/Download/t1-0/Operations/DownloadInstallInactive',
  sentAt: NOW,
  reports: [],
};
const ended = (part: Partial<OperationRecord>): OperationRecord => ({ ...SENT, endedAt: NOW, ...part });

/** spec/scomo.md §2.0, §6.4 */
const STATUSES: readonly (readonly [code: number, outcome: string])[] = [
  [0, 'failed'],
  [101, 'open'],
  [200, 'done'],
  [201, 'done'],
  [202, 'open'],
  [212, 'done'],
  [213, 'open'],
  [214, 'declined'],
  [215, 'declined'],
  [216, 'failed'],
  [304, 'declined'],
  [305, 'failed'],
  [401, 'failed'],
  [405, 'failed'],
  [425, 'failed'],
  [500, 'failed'],
  [516, 'failed'],
  [1200, 'done'],
  [1251, 'done'],
  [1299, 'done'],
  [1400, 'failed'],
  [1401, 'declined'],
  [1402, 'failed'],
  [1499, 'failed'],
  [1500, 'failed'],
  [1599, 'failed'],
  [9999, 'failed'],
];

for (const [code, outcome] of STATUSES) {
  test(`Status ${code} of an Exec: ${outcome}`, () => {
    assert.equal(statusOutcome(code), outcome);
    const folded = foldStatus(SENT, [], code, NOW);
    assert.equal(outcomeOf(folded), outcome);
    assert.equal(folded.endedAt, outcome === 'open' ? undefined : NOW);
  });
}

const REPORTS: readonly (readonly [codes: readonly number[], outcome: string, code: number])[] = [
  [[1200], 'done', 0],
  [[1200, 1250], 'done', 0],
  [[1200, 1409], 'failed', 1409],
  [[1497, 1409], 'failed', 1409],
  [[1497], 'failed', 1497],
  [[1401], 'declined', 1401],
  [[500], 'failed', 500],
  [[200], 'failed', 200],
  [[1502], 'failed', 1502],
];

for (const [codes, outcome, code] of REPORTS) {
  test(`a report of ${codes.join(' and ')}: ${outcome}`, () => {
    const reports = codes.map((each) => ({ code: each, identifier: `id-${each}` }));
    const record = ended({ status: 202, reports });
    assert.equal(outcomeOf(record), outcome);
    if (code !== 0) assert.deepEqual(failureOf(record), { code, identifier: `id-${code}` });
  });
}

test('a report after a final Status does not change the outcome', () => {
  const record = ended({ status: 200, reports: [{ code: 1409, identifier: 'com.a' }] });
  assert.equal(outcomeOf(record), 'done');
});

const RETRIES: readonly (readonly [record: Partial<OperationRecord>, again: boolean])[] = [
  [{ status: 500 }, true],
  [{ status: 510 }, true],
  [{ status: 418 }, true],
  [{ status: 1500 }, true],
  [{ status: 1501 }, true],
  [{ status: 202, reports: [{ code: 1500, identifier: '' }] }, true],
  [{ status: 202, reports: [{ code: 1501, identifier: '' }] }, true],
  [{ status: 202, reports: [{ code: 500, identifier: '' }] }, false],
  [{ status: 202, reports: [{ code: 1402, identifier: '' }] }, false],
  [{ status: 202, reports: [{ code: 1502, identifier: '' }] }, false],
  [{ status: 499 }, false],
  [{ status: 405 }, false],
  [{ status: 600 }, false],
  [{ status: 405, uri: './SCOMO/Download/x/Operations/DownlaodInstallInactive' }, true],
  [{ status: 425, uri: './SCOMO/Download/x/Operations/DownlaodInstallInactive' }, false],
];

for (const [part, again] of RETRIES) {
  test(`${JSON.stringify(part)} is ${again ? '' : 'not '}tried again`, () => {
    assert.equal(isRetryable(ended(part)), again);
  });
}

const IN_SEQUENCE = { ...SENT, position: 3 };

test('in a Sequence the Exec has its own Status', () => {
  assert.equal(foldStatus(IN_SEQUENCE, [], 200, NOW).status, undefined);
  assert.equal(foldStatus(IN_SEQUENCE, [2], 200, NOW).status, undefined);
  assert.equal(foldStatus(IN_SEQUENCE, [3], 202, NOW).status, 202);
});

test('the write that failed says why there was no Exec', () => {
  const broken = foldStatus(IN_SEQUENCE, [1], 420, NOW);
  assert.equal(broken.status, 420);
  assert.equal(foldStatus(broken, [3], 215, NOW).status, 420);
  assert.equal(foldStatus(broken, [2], 413, NOW).status, 420);
});

test('an Exec that was carried out after a failed write is open', () => {
  const folded = foldStatus(foldStatus(IN_SEQUENCE, [0], 418, NOW), [3], 202, NOW);
  assert.equal(outcomeOf(folded), 'open');
  assert.equal(folded.endedAt, undefined);
});

test('a Sequence that the device does not know fails the operation', () => {
  assert.equal(outcomeOf(foldStatus(IN_SEQUENCE, [], 406, NOW)), 'failed');
});

test('failures are told in words', () => {
  assert.equal(failureInWords({ code: 1407, identifier: 'com.a' }), 'com.a: PackageValidationFailed (1407)');
  assert.equal(failureInWords({ code: 420, identifier: '', detail: 'x' }), 'device full (420): x');
  assert.equal(failureInWords({ code: 1466, identifier: '' }), 'clientError (1466)');
  assert.equal(failureInWords({ code: 7, identifier: '' }), 'unknownFailure (7)');
});
