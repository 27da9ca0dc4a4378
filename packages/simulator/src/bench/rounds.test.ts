import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { codecBench } from './codec-bench.ts';
import { CODEC_DOCUMENTS } from './codec-documents.ts';
import { type BenchRow, compare, geometricMean, median } from './rounds.ts';

const OPTIONS = { rounds: 3, seconds: 0.1, warmSeconds: 1 };

/** Rates one after another; what is asked first is the warm-up. */
function rates(...values: number[]): () => Promise<number> {
  return async () => values.shift() ?? Number.NaN;
}

function rounded(row: BenchRow): BenchRow {
  return JSON.parse(
    JSON.stringify(row, (_, value) => (typeof value === 'number' ? Number(value.toFixed(9)) : value)),
  );
}

describe('rounds', () => {
  it('report medians of rates and of the ratios of the rounds, without the warm-up', async () => {
    const row = await compare(
      'a',
      [{ ours: rates(1, 10, 20, 60), reference: rates(9, 5, 5, 10) }],
      'x/s',
      OPTIONS,
    );
    assert.deepEqual(rounded(row), {
      name: 'a',
      ours: 20,
      reference: 5,
      ratio: 4,
      unit: 'x/s',
      rounds: 3,
      min: 2,
      max: 6,
    });
  });

  it('take the geometric mean over several documents', async () => {
    const contests = [
      { ours: rates(1, 4, 4, 4), reference: rates(1, 1, 1, 1) },
      { ours: rates(1, 9, 9, 9), reference: rates(1, 1, 1, 1) },
    ];
    assert.equal(rounded(await compare('a', contests, 'x/s', OPTIONS)).ratio, 6);
  });

  it('means', () => {
    assert.equal(median([3, 1, 2]), 2);
    assert.equal(median([4, 1, 2, 3]), 2.5);
    assert.equal(Math.round(geometricMean([2, 8]) * 1e9) / 1e9, 4);
  });

  it('knows its documents and its names', async () => {
    assert.deepEqual(
      CODEC_DOCUMENTS.map(({ xml, wbxml }) => [xml.length, wbxml.length]),
      [
        [1976, 670],
        [40500, 15706],
      ],
    );
    await assert.rejects(codecBench('nothing'), /no codec bench nothing/);
  });
});
