import { GOOD, type HostileCase, manifest, signed } from './hostile-case.ts';

const { bytes } = GOOD;
const headEnd = bytes.length - 300_000 - '#!/bin/sh\necho good\n'.length;
const spread = (from: number, to: number, count: number) =>
  Array.from({ length: count }, (_, index) => Math.floor(from + ((to - 1 - from) * index) / (count - 1)));
/** The name of the key is a hint that nobody signs. */
const hint = Buffer.from(bytes).indexOf('"keyid"');
const flipped = (at: number) => bytes.with(at, (bytes[at] ?? 0) ^ 1);
const without = (at: number) => Buffer.concat([bytes.subarray(0, at), bytes.subarray(at + 1)]);
const within = (at: number) => Buffer.concat([bytes.subarray(0, at), Buffer.from([0]), bytes.subarray(at)]);

/** Bytes changed, missing or too many, in each part of a good package. security.md C5, C6, C8, C9 */
export const CONTENT_CASES: readonly HostileCase[] = [
  ...[0, 7, 8, 9, 10, 11].map((at) => ({
    name: `bit of byte ${at} of the prefix`,
    bytes: flipped(at),
    codes: [1496, 1491],
  })),
  ...[...spread(12, hint, 12), headEnd - 20].map((at) => ({
    name: `bit of byte ${at} of the envelope`,
    bytes: flipped(at),
    codes: [1407, 1496],
  })),
  ...spread(headEnd, bytes.length, 12).map((at) => ({
    name: `bit of byte ${at} of the payload`,
    bytes: flipped(at),
    codes: [1490],
  })),
  ...spread(headEnd, bytes.length, 8).map((at) => ({
    name: `without byte ${at}`,
    bytes: without(at),
    codes: [1490, 1491],
  })),
  ...spread(headEnd, bytes.length, 8).map((at) => ({
    name: `with a byte more at ${at}`,
    bytes: within(at),
    codes: [1490, 1491],
  })),
  ...[1, 100, headEnd, bytes.length - 1].map((cut) => ({
    name: `cut after ${cut} bytes`,
    bytes: bytes.subarray(0, cut),
    codes: [1491],
  })),
  ...[1, 4096, 1_000_000].map((more) => ({
    name: `${more} bytes behind the end`,
    bytes: Buffer.concat([bytes, Buffer.alloc(more)]),
    codes: [1491],
  })),
  ...[10, 1_000_000, 3_000_000].map((more) => ({
    name: `a bomb: ${more} bytes where 21 are signed`,
    bytes: Buffer.concat([signed(manifest()), Buffer.alloc(more, 'x')]),
    codes: [1491],
  })),
  {
    name: 'files that are not what their digests say, in chunks that are',
    bytes: signed(manifest({ files: [{ path: 'bin/say', mode: 0o755, size: 21, sha256: 'b'.repeat(64) }] })),
    codes: [1490],
  },
];
