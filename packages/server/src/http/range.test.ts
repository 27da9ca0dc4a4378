import assert from 'node:assert/strict';
import { test } from 'node:test';
import { type ByteRange, rangeOf } from './range.ts';

const rows: readonly [string | undefined, number, ByteRange | 'whole' | 'unsatisfiable'][] = [
  [undefined, 10, 'whole'],
  ['bytes=0-0', 10, { start: 0, end: 0 }],
  ['bytes=2-5', 10, { start: 2, end: 5 }],
  ['Bytes=2-5', 10, { start: 2, end: 5 }],
  ['bytes=9-', 10, { start: 9, end: 9 }],
  ['bytes=2-99', 10, { start: 2, end: 9 }],
  ['bytes=-3', 10, { start: 7, end: 9 }],
  ['bytes=-99', 10, { start: 0, end: 9 }],
  ['bytes=2-99999999999999999999999', 10, { start: 2, end: 9 }],
  ['bytes=10-', 10, 'unsatisfiable'],
  ['bytes=99999999999999999999999-', 10, 'unsatisfiable'],
  ['bytes=-0', 10, 'unsatisfiable'],
  ['bytes=0-', 0, 'unsatisfiable'],
  ['bytes=-1', 0, 'unsatisfiable'],
  ['bytes=5-2', 10, 'whole'],
  ['bytes=-', 10, 'whole'],
  ['bytes=', 10, 'whole'],
  ['bytes=a-b', 10, 'whole'],
  ['bytes=1-2,4-5', 10, 'whole'],
  ['bytes=--1', 10, 'whole'],
  ['bytes=1.5-2', 10, 'whole'],
  ['items=1-2', 10, 'whole'],
  ['bytes 1-2', 10, 'whole'],
];
for (const [header, size, wanted] of rows) {
  test(`${header} of ${size}`, () => assert.deepEqual(rangeOf(header, size), wanted));
}
