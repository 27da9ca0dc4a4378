import { buildRoot } from '../src/build-root.ts';
import { claimedManifest, encodeEnvelope, LIMITS, parseEnvelope, parseRoot, readHead } from '../src/index.ts';
import { headOf, rootKeys, sampleHead, samplePackage, sampleRoot } from '../test/samples.ts';
import { orRefused } from './or-refused.ts';

export const tokens: readonly (string | Uint8Array)[] = [
  ...[
    'SCOMODP1',
    '{',
    '}',
    '[',
    ']',
    ',',
    ':',
    '"',
    '"payloadType":',
    '"payload":',
    '"signatures":',
    '"keyid":',
    '"sig":',
  ],
  ...[
    'application/vnd.scomo.release+json',
    '__proto__',
    '\\u0000',
    '\\ud800',
    '1e999',
    '-0',
    'null',
    'AAAA',
    '==',
  ],
  ...[Uint8Array.of(0, 0, 0, 0), Uint8Array.of(0xff, 0xff, 0xff, 0xff), Uint8Array.of(0, 4, 0, 0)],
];
export const seeds: readonly Uint8Array[] = [
  samplePackage(),
  sampleHead().bytes,
  headOf(samplePackage()).bytes.slice(12),
  buildRoot(sampleRoot, rootKeys),
];

/** The head of a package, an envelope or a root: refused, or something that is written back to the same. */
export function fuzz(data: Uint8Array): void {
  const head = orRefused(() => readHead(data));
  if (head !== undefined) orRefused(() => claimedManifest(head));
  const envelope = head?.envelope ?? orRefused(() => parseEnvelope(data));
  orRefused(() => parseRoot(envelope?.payload ?? data));
  if (envelope === undefined) return;
  if (envelope.signatures.length > LIMITS.signaturesMax)
    throw new Error(`${envelope.signatures.length} signatures`);
  const back = parseEnvelope(encodeEnvelope(envelope));
  if (JSON.stringify(back) !== JSON.stringify(envelope))
    throw new Error('the envelope reads back differently');
}
