import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { AlertOptions } from './alert-options.ts';
import { normalAnswer } from './normal-answer.ts';

/** Options, the line typed, the text that counts; undefined: asked again. spec/omadm.md §1.13 */
const TYPED: readonly [options: AlertOptions, line: string, text: string | undefined][] = [
  [{}, ' as it is ', ' as it is '],
  [{}, '', ''],
  [{ MAXLEN: 3 }, 'abc', 'abc'],
  [{ MAXLEN: 3 }, 'abcd', undefined],
  [{ IT: 'A' }, 'häuser 1!', 'häuser 1!'],
  [{ IT: 'N' }, ' -12.5 ', '-12.5'],
  [{ IT: 'N' }, '12a', undefined],
  [{ IT: 'N' }, '', undefined],
  [{ IT: 'D' }, '31122026', '31122026'],
  [{ IT: 'D' }, '32122026', undefined],
  [{ IT: 'D' }, '2026-12-31', undefined],
  [{ IT: 'T' }, '235959', '235959'],
  [{ IT: 'T' }, '240000', undefined],
  [{ IT: 'P' }, '+49p123ws', '+49p123ws'],
  [{ IT: 'P' }, '12+3', undefined],
  [{ IT: 'I' }, '192.0.2.1', '192.0.2.1'],
  [{ IT: 'I' }, '192.0.2.256', undefined],
];

for (const [options, line, text] of TYPED)
  test(`${JSON.stringify(options)} ${JSON.stringify(line)}`, () => {
    const answer = normalAnswer({ code: 1102, text: '?', choices: [], options }, line);
    assert.deepEqual('values' in answer ? answer.values[0] : undefined, text);
  });

const CHOSEN: readonly [code: 1103 | 1104, line: string, values: readonly string[] | undefined][] = [
  [1103, '2', ['2']],
  [1103, ' 02 ', ['2']],
  [1103, '0', undefined],
  [1103, '4', undefined],
  [1103, '', undefined],
  [1103, '1 2', undefined],
  [1103, 'Paris', undefined],
  [1104, '3 1', ['3', '1']],
  [1104, '1,2;3', ['1', '2', '3']],
  [1104, '2-2', ['2']],
  [1104, '', []],
  [1104, '1 4', undefined],
];

for (const [code, line, values] of CHOSEN)
  test(`${code} ${JSON.stringify(line)}`, () => {
    const answer = normalAnswer({ code, text: '?', choices: ['a', 'b', 'c'], options: {} }, line);
    assert.deepEqual('values' in answer ? answer.values : undefined, values);
  });
