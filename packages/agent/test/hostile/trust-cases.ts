import { rawSample, releaseKey, stranger } from '../packages.ts';
import { envelopeOf, GOOD, type HostileCase, manifest, signed, withPayload } from './hostile-case.ts';

const statement = Buffer.from(JSON.stringify(manifest()));
const good = envelopeOf(statement, releaseKey);
const [signature] = good.signatures;
const [strange] = envelopeOf(statement, stranger).signatures;
const withSignatures = (signatures: readonly unknown[]) => withPayload({ ...good, signatures });
const words = (count: number, prefix: string) =>
  Array.from({ length: count }, (_, index) => `${prefix}-${index}`);

/** Unsigned, signed by others, for others, too old, or not the one that was ordered. security.md C3, D1, D2, D5, D7, D11 */
export const TRUST_CASES: readonly HostileCase[] = [
  { name: 'not signed', bytes: withSignatures([]), codes: [1407] },
  { name: 'signed by a stranger', bytes: signed(manifest(), stranger), codes: [1407] },
  {
    name: 'a stranger signs under the name of the key',
    bytes: withSignatures([{ ...strange, keyid: releaseKey.keyId }]),
    codes: [1407],
  },
  {
    name: 'a signature of zeros',
    bytes: withSignatures([{ keyid: '', sig: Buffer.alloc(64).toString('base64') }]),
    codes: [1407],
  },
  {
    name: 'a signature too short',
    bytes: withSignatures([{ keyid: '', sig: Buffer.alloc(63).toString('base64') }]),
    codes: [1496],
  },
  { name: 'seventeen signatures', bytes: withSignatures(Array(17).fill(signature)), codes: [1496] },
  {
    name: 'the signature of another statement',
    bytes: withPayload({
      ...good,
      payload: Buffer.from(JSON.stringify(manifest({ version: '6.6' }))).toString('base64'),
    }),
    codes: [1407],
  },
  {
    name: 'a statement of another type',
    bytes: withPayload(envelopeOf(statement, releaseKey, 'application/vnd.scomo.root+json')),
    codes: [1496],
  },
  {
    name: 'a type changed after signing',
    bytes: withPayload({ ...good, payloadType: 'application/vnd.scomo.root+json' }),
    codes: [1407],
  },
  { name: 'it has run out', bytes: signed(manifest({ expires: '2026-05-31T00:00:00Z' })), codes: [1495] },
  {
    name: 'it runs out this second',
    bytes: signed(manifest({ expires: '2026-06-01T12:00:00Z' })),
    codes: [1495],
  },
  { name: 'an old epoch', bytes: signed(manifest({ epoch: 0 })), codes: [1494] },
  { name: 'an epoch to come', bytes: signed(manifest({ epoch: 2 })), codes: [1499] },
  {
    name: 'ordered was another package',
    bytes: GOOD.bytes,
    pkgId: `sha256:${'0'.repeat(64)}`,
    codes: [1490],
  },
  {
    name: 'ordered was another signed one',
    bytes: GOOD.bytes,
    pkgId: rawSample('com.example.other', '1.0').pkgId,
    codes: [1490],
  },
  { name: 'ordered by no digest', bytes: GOOD.bytes, pkgId: 'com.example.hostile', codes: [1413] },
  ...words(15, 'authority').map(
    (authority): HostileCase => ({
      name: `for ${authority}`,
      bytes: signed(manifest({ authority })),
      codes: [1492],
    }),
  ),
  ...words(15, 'type').map(
    (type, index): HostileCase => ({
      name: `for ${index + 1} other types of device`,
      bytes: signed(manifest({ compat: [type, ...words(index, 'more')] })),
      codes: [1493],
    }),
  ),
];
