import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { CommandOutcomeView } from '@scomo/api';
import { outcomesText } from './outcomes-text.ts';

const AT = '2026-01-01T00:00:00.000Z';
const node = { uri: './A', format: 'chr', type: 'text/plain' };

const ROWS: readonly [outcome: Partial<CommandOutcomeView>, text: string][] = [
  [{}, '1. get ./A: not sent yet'],
  [{ sentAt: AT }, '1. get ./A: sent, no answer yet'],
  [{ sentAt: AT, endedAt: AT }, '1. get ./A: answered without a status'],
  [
    { unknown: 'session lost', endedAt: AT },
    '1. get ./A: unknown (session lost): it may or may not have been done',
  ],
  [{ status: 404, statusName: 'Not found' }, '1. get ./A: 404 Not found'],
  [
    { status: 200, statusName: 'OK', results: [{ ...node, data: 'x' }], resultsLeftOut: 2 },
    '1. get ./A: 200 OK\n   ./A (chr, text/plain) = x\n   … and 2 nodes that were not kept',
  ],
  [
    { status: 200, results: [{ ...node, format: 'bin', data: 'AAH/', base64: true, cut: true }] },
    '1. get ./A: 200\n   ./A (bin, text/plain, base64) = AAH/ … (cut)',
  ],
  [{ status: 200, answers: ['2', '3'] }, '1. get ./A: 200\n   answer: 2\n   answer: 3'],
  [
    { kind: 'exec', status: 202, reports: [{ ...node, type: 'x:y', data: 'ok', at: AT }] },
    '1. exec ./A: 202\n   alert 1226: ./A (chr, x:y) = ok',
  ],
  [{ path: [0, 1], status: 216 }, '  1.2. get ./A: 216'],
  [{ status: 200, answers: ['\x1b[2J\u202eevil\x07'] }, '1. get ./A: 200\n   answer: ?[2J?evil?'],
];

for (const [outcome, text] of ROWS)
  test(`shown: ${JSON.stringify(text)}`, () =>
    assert.equal(outcomesText([{ path: [0], kind: 'get', uri: './A', ...outcome }]), text));
