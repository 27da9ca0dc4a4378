import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { Item } from '@scomo/syncml';
import { LIMITS } from '../limits.ts';
import type { AlertOptions } from './alert-options.ts';
import { readUserAlert } from './user-alert.ts';

const texts = (...all: readonly string[]): Item[] => all.map((data) => ({ data }));
const read = (code: number | undefined, items: readonly Item[]) =>
  readUserAlert({ kind: 'Alert', cmdId: '1', ...(code === undefined ? {} : { code }), items });
const many = (count: number) => Array.from({ length: count }, (_, index) => `c${index}`);

const REFUSED: readonly [id: string, code: number | undefined, items: readonly Item[], status: number][] = [
  ['no code', undefined, texts('', '?'), 406],
  ['a code beyond', 1105, texts('', '?'), 406],
  ['a code below', 1099, texts('', '?'), 406],
  ['no Items', 1101, [], 412],
  ['one Item', 1101, texts('?'), 412],
  ['three Items', 1101, texts('', '?', 'x'), 412],
  ['a display without its text', 1100, texts('MINDT=5'), 412],
  ['a text Item without Data', 1100, [{}, {}], 412],
  ['octets for a text', 1100, [{}, { data: new Uint8Array(2) }], 412],
  ['octets for options', 1100, [{ data: new Uint8Array(2) }, { data: '?' }], 412],
  ['no choices', 1103, texts('', '?'), 412],
  ['no choices', 1104, texts('', '?'), 412],
  ['a choice without Data', 1103, [...texts('', '?', 'a'), {}], 412],
  ['a choice too many', 1103, texts('', '?', ...many(LIMITS.alertChoicesMax + 1)), 416],
  ['a choice too long', 1104, texts('', '?', 'x'.repeat(LIMITS.alertChoiceCharsMax + 1)), 416],
  ['a text too long', 1100, texts('', 'x'.repeat(LIMITS.alertTextCharsMax + 1)), 416],
];

for (const [id, code, items, status] of REFUSED)
  test(`${code}, ${id}: ${status}`, () => assert.equal(read(code, items), status));

test('what just fits is asked', () => {
  const long = 'x'.repeat(LIMITS.alertChoiceCharsMax);
  const choices = [...many(LIMITS.alertChoicesMax - 1), long];
  const text = 'x'.repeat(LIMITS.alertTextCharsMax);
  assert.deepEqual(read(1103, texts('', text, ...choices)), { code: 1103, text, choices, options: {} });
  assert.deepEqual(read(1100, [{}, { data: '' }]), { code: 1100, text: '', choices: [], options: {} });
});

/** Each option, for each alert: kept where it applies, skipped where not. */
const ALL = 'MINDT=1&MAXDT=2&DR=1&MAXLEN=3&IT=N&ET=P';
const TIMES = { MINDT: 1, MAXDT: 2 };
const OPTIONS: readonly [code: number, text: string, options: AlertOptions][] = [
  [1100, ALL, TIMES],
  [1101, ALL, { ...TIMES, DR: '1' }],
  [1102, ALL, { ...TIMES, DR: '1', MAXLEN: 3, IT: 'N', ET: 'P' }],
  [1103, ALL, { ...TIMES, DR: '1' }],
  [1104, ALL, { ...TIMES, DR: [1] }],
  [1101, 'DR=2', {}],
  [1101, 'DR=yes', {}],
  [1103, 'DR=3', {}],
  [1103, 'DR=0', {}],
  [1103, 'DR=x', {}],
  [1104, 'DR=1-3', {}],
  [1104, 'DR=2-1', { DR: [2, 1] }],
  [1102, 'DR=John+Doe', { DR: 'John Doe' }],
  [1102, 'FOO=1&IT=Z&MINDT=x&ET=', {}],
];

for (const [code, text, options] of OPTIONS)
  test(`${code} with ${text}`, () => {
    const asked = read(code, texts(text, '?', ...(code >= 1103 ? ['a', 'b'] : [])));
    assert.deepEqual(typeof asked === 'object' && asked.options, options);
  });
