import assert from 'node:assert/strict';
import { readHead } from '../../src/container.ts';
import { parseEnvelope, preAuthEncoding } from '../../src/envelope.ts';
import { parseManifest } from '../../src/parse-manifest.ts';
import { parseRoot } from '../../src/parse-root.ts';
import { jsonBytes, manifestJson, sizedManifest } from '../manifest-json.ts';
import { releaseKeys, samplePackage, sampleRoot } from '../samples.ts';
import { FIRST, type Intent, next, refuses, verify, verifyResigned } from './intent.ts';

const withKey = (key: string) => () =>
  refuses('malformed', () =>
    parseRoot(jsonBytes({ ...sampleRoot, release: { ...sampleRoot.release, keys: [key] } })),
  );

/** Points of small order, as keys: little-endian y, sign bit in the last byte. security.md M8 */
const SMALL: readonly (readonly [string, string])[] = [
  ['the neutral point', `01${'00'.repeat(31)}`],
  ['the point of order two', `ec${'ff'.repeat(30)}7f`],
  ['order four', '00'.repeat(32)],
  ['order eight', '26e8958fc2b227b045c3f489f2ef98f0d5dfac05d3c63339b13802886d53fc05'],
  ['order eight, the other', 'c7176a703d4dd84fba3c0b760d10670f2a2053fa2c39ccc64ec7fd7792ac037a'],
];

/** The signature with the group order added to its scalar: the same equation, other bytes. */
function restated(sig: Uint8Array): Uint8Array {
  const order = (1n << 252n) + 27742317777372353535851937790883648493n;
  let scalar = BigInt(`0x${Buffer.from(sig.slice(32).reverse()).toString('hex')}`) + order;
  const out = Uint8Array.from(sig);
  for (let at = 32; at < 64; at++, scalar >>= 8n) out[at] = Number(scalar & 255n);
  return out;
}

const envelope = (payload: string) =>
  Buffer.from(JSON.stringify({ payloadType: 'application/vnd.scomo.release+json', payload, signatures: [] }));
const badBase64 = (payload: string) => () => refuses('malformed', () => parseEnvelope(envelope(payload)));

/** What the others do not ask for. security.md §2.4 */
export const OWN_INTENTS: readonly Intent[] = [
  ...SMALL.map(([name, key]): Intent => [`key of small order: ${name}`, withKey(key)]),
  ['key that is not canonical', withKey('f'.repeat(64))],
  [
    'key listed in two roles counts for each',
    () => {
      const keys = [sampleRoot.root.keys[0] ?? ''];
      const trust = next({ release: { ...sampleRoot.release, keys } });
      refuses('signature', () => verify(samplePackage(), trust));
    },
  ],
  [
    'signature restated with the group order',
    () =>
      refuses('signature', () =>
        verifyResigned(samplePackage(), (good) =>
          good.map(({ keyid, sig }) => ({ keyid, sig: restated(sig) })),
        ),
      ),
  ],
  [
    'signature of zeros',
    () =>
      refuses('signature', () =>
        verifyResigned(samplePackage(), (good) =>
          good.map(({ keyid }) => ({ keyid, sig: new Uint8Array(64) })),
        ),
      ),
  ],
  [
    'size 2^31 - 1 and 2^31 are sizes',
    () => {
      for (const size of [2 ** 31 - 1, 2 ** 31])
        assert.equal(parseManifest(jsonBytes(sizedManifest(size, 2 ** 24))).payloadBytes, size);
    },
  ],
  [
    'size 2^53 is none',
    () => refuses('malformed', () => parseManifest(jsonBytes({ ...manifestJson(), payloadBytes: 2 ** 53 }))),
  ],
  [
    'sizes that do not add up',
    () => refuses('size', () => parseManifest(jsonBytes({ ...manifestJson(), payloadBytes: 35 }))),
  ],
  [
    'lengths fence type and payload off',
    () =>
      assert.notDeepEqual(
        preAuthEncoding('a 1 b', Buffer.from('c')),
        preAuthEncoding('a', Buffer.from('1 b 1 c')),
      ),
  ],
  ['base64 with white space', badBase64('e30 ')],
  ['base64 without padding', badBase64('eyJ9fQ')],
  ['base64 of URLs', badBase64('_-8=')],
  ['base64 with bits to spare', badBase64('e31=')],
  [
    'a name twice in one object',
    () =>
      refuses('malformed', () =>
        parseRoot(Buffer.from(JSON.stringify(sampleRoot).replace('"version":1', '"version":1,"version":2'))),
      ),
  ],
  [
    'a file cut in its head is no package yet',
    () => assert.equal(readHead(samplePackage().slice(0, 100)), undefined),
  ],
  [
    'a component called __proto__ has a counter of its own',
    () => {
      const trust = { ...FIRST, counters: Object.fromEntries([['__proto__', 9]]) };
      refuses('rollback', () =>
        verify(samplePackage({ component: '__proto__', counter: 8 }, releaseKeys.slice(0, 1)), trust),
      );
    },
  ],
];
