import { decode, encode } from '@scomo/syncml';
import { CHarness, type HarnessName } from './c-harness.ts';
import { CODEC_DOCUMENTS, type CodecDocument } from './codec-documents.ts';
import {
  type BenchRow,
  type Contest,
  compare,
  cpuRateOf,
  DEFAULT_ROUNDS,
  type RoundOptions,
} from './rounds.ts';
import { saxesParse } from './saxes-reference.ts';

const UNIT = 'messages per CPU second, geometric mean of pkg1 (2 KB) and inv200 (39 KB)';

interface CCase {
  readonly harness: HarnessName;
  readonly operation: string;
  readonly bytes: (document: CodecDocument) => Uint8Array;
  readonly ours: (document: CodecDocument) => () => unknown;
}

/** Ours gives a checked message; expat only reports events, libwbxml builds or writes its tree. */
const C_CASES: Readonly<Record<string, CCase>> = {
  'wbxml-decode-vs-libwbxml': {
    harness: 'wbxml',
    operation: 'decode',
    bytes: ({ wbxml }) => wbxml,
    ours:
      ({ wbxml }) =>
      () =>
        decode(wbxml, 'wbxml'),
  },
  'wbxml-encode-vs-libwbxml': {
    harness: 'wbxml',
    operation: 'encode',
    bytes: ({ wbxml }) => wbxml,
    ours:
      ({ message }) =>
      () =>
        encode(message, 'wbxml'),
  },
  'xml-parse-vs-expat': {
    harness: 'expat',
    operation: 'parse',
    bytes: ({ xml }) => xml,
    ours:
      ({ xml }) =>
      () =>
        decode(xml, 'xml'),
  },
};

const SAXES = 'xml-parse-vs-saxes';

/** Names that `codecBench` knows. */
export const CODEC_BENCHES: readonly string[] = [...Object.keys(C_CASES), SAXES];

/** Runs one bench. Rejects when the reference cannot be had: no C compiler, no library. */
export async function codecBench(name: string, options: RoundOptions = DEFAULT_ROUNDS): Promise<BenchRow> {
  if (name === SAXES) return compare(name, CODEC_DOCUMENTS.map(saxesContest), UNIT, options);
  const found = C_CASES[name];
  if (found === undefined) throw new Error(`no codec bench ${name}`);
  const harness = await CHarness.start(found.harness);
  try {
    const contests = await Promise.all(CODEC_DOCUMENTS.map((document) => cContest(harness, found, document)));
    return await compare(name, contests, UNIT, options);
  } finally {
    await harness.stop();
  }
}

async function cContest(harness: CHarness, found: CCase, document: CodecDocument): Promise<Contest> {
  const path = await harness.file(document.name, found.bytes(document));
  const call = found.ours(document);
  return {
    ours: async (seconds) => cpuRateOf(call, seconds),
    reference: (seconds) => harness.rate(found.operation, path, seconds),
  };
}

function saxesContest({ xml }: CodecDocument): Contest {
  return {
    ours: async (seconds) => cpuRateOf(() => decode(xml, 'xml'), seconds),
    reference: async (seconds) => cpuRateOf(() => saxesParse(xml), seconds),
  };
}
