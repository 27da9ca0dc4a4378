import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { resolve } from 'node:path';
import { test } from 'node:test';
import { seeded } from '../random.ts';
import { fuzzLoop } from './fuzz-loop.ts';
import { mutate, splice } from './mutate.ts';
import { runInput } from './run-input.ts';
import { TARGETS, type Target } from './targets.ts';

const octets = (text: string) => new TextEncoder().encode(text);
const idle = {
  coverage: { sample: () => false, blocks: () => 0, reset: () => {}, stop: () => {} },
  watchdog: { begin: () => {}, rest: () => {} },
};
const options = { runs: 2000, seed: 1, batch: 50, ...idle };
const target = (fuzz: (data: Uint8Array) => void): Target => ({
  name: 'planted',
  fuzz,
  seeds: [octets('one two three')],
  tokens: [octets('BUG')],
});

test('a planted fault is found, once, with its input', () => {
  const planted = target((data) => {
    if (Buffer.from(data).includes('BUG')) throw new Error('planted');
  });
  const { findings, runs } = fuzzLoop(planted, options);
  assert.equal(runs, 2000);
  assert.equal(findings.length, 1);
  assert.match(findings[0]?.what ?? '', /^Error: planted/);
  assert.ok(Buffer.from(findings[0]?.data ?? []).includes('BUG'));
});

test('an input is a finding when it is slow or pollutes objects, and none when it is refused', () => {
  const slow = target(() => {
    const end = performance.now() + 110;
    while (performance.now() < end);
  });
  assert.match(runInput(slow, octets('')) ?? '', /^takes 1\d\d ms$/);
  const polluting = target(() => Object.assign(Object.getPrototypeOf({}), { polluted: 1 }));
  try {
    assert.equal(runInput(polluting, octets('')), 'Object.prototype is polluted');
  } finally {
    Reflect.deleteProperty(Object.prototype, 'polluted');
  }
  assert.equal(
    runInput(
      target(() => {}),
      octets(''),
    ),
    undefined,
  );
});

test('inputs that reach something new are kept and cut down', () => {
  let pending = false;
  let reached = false;
  const guided = target((data) => {
    pending ||= Buffer.from(data).includes('BUG');
  });
  const coverage = {
    ...idle.coverage,
    sample(keep: boolean) {
      const fresh = pending && !reached;
      pending = false;
      reached ||= fresh && keep;
      return fresh;
    },
  };
  const { corpus, findings } = fuzzLoop(guided, { ...options, coverage });
  assert.deepEqual([corpus, findings.length], [2, 0]);
});

test('a seed gives the same inputs again, within the size', () => {
  const inputs = (seed: number) => {
    const pool = {
      corpus: [octets('<a>12</a>')],
      tokens: [octets('<b/>')],
      random: seeded(seed),
      sizeMax: 12,
    };
    return Array.from({ length: 300 }, () => Buffer.from(mutate(pool)).toString('latin1'));
  };
  assert.deepEqual(inputs(7), inputs(7));
  assert.notDeepEqual(inputs(7), inputs(8));
  assert.ok(inputs(7).every((input) => input.length <= 12));
  assert.ok(new Set(inputs(7)).size > 200);
});

test('splice replaces up to the end', () => {
  assert.deepEqual(splice(octets('abc'), 1, 1, octets('XY')), octets('aXYc'));
  assert.deepEqual(splice(octets('abc'), 2, 9, octets('Z')), octets('abZ'));
});

test('every target takes 1,000 inputs without a finding', () => {
  const program = resolve(import.meta.dirname, '../fuzz.ts');
  const said = execFileSync(process.execPath, [program, 'all', '--runs', '1000'], { encoding: 'utf8' });
  const lines = said.trim().split('\n').sort();
  const names = [...TARGETS.map(({ name }) => name), 'messages', 'libwbxml'];
  assert.deepEqual(
    lines.map((line) => line.split(' ')[0]),
    names.sort(),
  );
  for (const line of lines) assert.match(line, /( [1-9]\d* blocks, .*| [1-9]\d+\/s,) 0 findings$|left out: /);
});
