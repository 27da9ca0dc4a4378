import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { test } from 'node:test';
import { type AlertOptions, parseAlertOptions, renderAlertOptions } from './alert-options.ts';

interface Vector {
  readonly in: string;
  readonly for?: number;
  readonly out: AlertOptions;
}

const file = new URL('../../../../vectors/14-alert-options.json', import.meta.url);
const vectors = JSON.parse(readFileSync(file, 'utf8')) as readonly Vector[];

for (const vector of vectors)
  test(`vector ${JSON.stringify(vector.in)}`, () =>
    assert.deepEqual(parseAlertOptions(vector.in, vector.for ?? 1102), vector.out));

const PARSED: readonly [text: string, code: number, options: AlertOptions][] = [
  ['MINDT=0', 1100, {}],
  ['MINDT=-3&MAXDT=1.5', 1100, {}],
  ['MINDT=999999999', 1100, { MINDT: 999_999_999 }],
  ['MINDT=9999999999', 1100, {}],
  ['mindt=5', 1100, { MINDT: 5 }],
  ['MAXDT=1&MAXDT=2', 1101, { MAXDT: 1 }],
  ['DR=%zz&MAXLEN=4', 1102, { MAXLEN: 4 }],
  ['DR=1-x', 1104, {}],
  ['DR=', 1102, { DR: '' }],
  ['&&=&x&DR', 1102, {}],
  ['__proto__=1&constructor=2', 1102, {}],
  ['IT=D&ET=T', 1102, { IT: 'D', ET: 'T' }],
  ['it=d', 1102, {}],
  [`${'X=1&'.repeat(1024)}MAXDT=3`, 1100, {}],
];
for (const [text, code, options] of PARSED)
  test(`${code} ${text.slice(0, 40)}`, () => assert.deepEqual(parseAlertOptions(text, code), options));

const RENDERED: readonly [options: AlertOptions, text: string][] = [
  [{}, ''],
  [{ DR: '1', MINDT: 5, MAXDT: 30 }, 'MINDT=5&MAXDT=30&DR=1'],
  [{ DR: 'John Doe' }, 'DR=John+Doe'],
  [{ DR: [2, 3] }, 'DR=2-3'],
  [{ DR: 'a&b=c+d%' }, 'DR=a%26b%3Dc%2Bd%25'],
  [{ MAXLEN: 8, IT: 'N', ET: 'P' }, 'MAXLEN=8&IT=N&ET=P'],
];
for (const [options, text] of RENDERED)
  test(`renders ${text}`, () => {
    assert.equal(renderAlertOptions(options), text);
    const code = typeof options.DR === 'object' ? 1104 : 1102;
    assert.deepEqual(parseAlertOptions(text, code), options, 'and is read back');
  });
