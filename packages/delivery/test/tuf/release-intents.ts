import assert from 'node:assert/strict';
import { checkChunk, checkPackageBytes } from '../../src/chunk-map.ts';
import { checkFileDigest } from '../../src/file-map.ts';
import { parseRoot } from '../../src/parse-root.ts';
import { acceptPackage, initialTrust, rotateRoot } from '../../src/trust-state.ts';
import { verifyPackage } from '../../src/verify-package.ts';
import { crypto } from '../keys.ts';
import { jsonBytes, manifestJson } from '../manifest-json.ts';
import {
  destination,
  NOW,
  releaseKeys,
  rootKeys,
  samplePackage,
  sampleRoot,
  signedHead,
  stranger,
  verified,
} from '../samples.ts';
import { FIRST, type Intent, idsOf, next, refuses, rootFile, verify, verifyResigned } from './intent.ts';

const release = (patch: object) => ({ release: { ...sampleRoot.release, ...patch } });
const two = next(release({ threshold: 2 }));
const [first, second] = releaseKeys;
const accepted = acceptPackage(FIRST, verified(samplePackage({ counter: 9 })));
const newEpoch = rotateRoot(accepted, rootFile({ version: 2, epoch: 2 }), crypto);

/** What is signed under the root: keys, thresholds, time, order, and that the bytes are those. */
export const RELEASE_INTENTS: readonly Intent[] = [
  [
    'release keys: a new one counts with the root that names it',
    () => {
      const trust = next(release({ keys: [stranger.keyId] }));
      assert.equal(verify(samplePackage({}, [stranger]), trust).counter, 7);
    },
  ],
  [
    'release keys: one that is left out is dead at once',
    () =>
      refuses('signature', () =>
        verify(samplePackage(), next(release({ keys: idsOf(releaseKeys.slice(1)) }))),
      ),
  ],
  ['release keys: a stranger', () => refuses('signature', () => verify(samplePackage({}, [stranger])))],
  ['release keys: root keys are none', () => refuses('signature', () => verify(samplePackage({}, rootKeys)))],
  ['release keys: no signature', () => refuses('signature', () => verifyResigned(samplePackage(), () => []))],
  ['threshold: raised, one is too few', () => refuses('signature', () => verify(samplePackage(), two))],
  [
    'threshold: raised, two are enough',
    () => assert.equal(verify(samplePackage({}, releaseKeys.slice(0, 2)), two).counter, 7),
  ],
  [
    'threshold: the same signature twice counts once',
    () => refuses('signature', () => verifyResigned(samplePackage(), (good) => [...good, ...good], two)),
  ],
  [
    'threshold: one key under two names counts once',
    () =>
      refuses('signature', () =>
        verifyResigned(
          samplePackage(),
          (good) => [...good, ...good.map(({ sig }) => ({ keyid: second?.keyId ?? '', sig }))],
          two,
        ),
      ),
  ],
  [
    'threshold: wrong and right signatures under one name, the right one counts',
    () => {
      const wrong = { keyid: first?.keyId ?? '', sig: new Uint8Array(64).fill(7) };
      assert.equal(verifyResigned(samplePackage(), (good) => [wrong, ...good]).counter, 7);
    },
  ],
  [
    'threshold: a key id is a hint, no more',
    () =>
      assert.equal(
        verifyResigned(samplePackage(), (good) => good.map(({ sig }) => ({ keyid: 'x', sig }))).counter,
        7,
      ),
  ],
  [
    'threshold: more than there are keys',
    () => refuses('malformed', () => parseRoot(jsonBytes({ ...sampleRoot, ...release({ threshold: 4 }) }))),
  ],
  [
    'threshold: nought',
    () => refuses('malformed', () => parseRoot(jsonBytes({ ...sampleRoot, ...release({ threshold: 0 }) }))),
  ],
  [
    'threshold: a key listed twice',
    () =>
      refuses('malformed', () =>
        parseRoot(jsonBytes({ ...sampleRoot, ...release({ keys: [first?.keyId, first?.keyId] }) })),
      ),
  ],
  [
    'expiry: a package that has run out',
    () => refuses('expired', () => verify(samplePackage({ expires: '2026-05-31T00:00:00Z' }))),
  ],
  [
    'expiry: in the very second of it',
    () => refuses('expired', () => verify(samplePackage({ expires: NOW }))),
  ],
  [
    'expiry: a clock that was set back does not help',
    () =>
      refuses('expired', () =>
        verify(
          samplePackage({ expires: '2026-05-02T00:00:00Z', issued: '2026-01-01T00:00:00Z' }),
          { ...FIRST, notBefore: '2026-05-03T00:00:00Z' },
          '2000-01-01T00:00:00Z',
        ),
      ),
  ],
  [
    'rollback: a lower counter',
    () => refuses('rollback', () => verify(samplePackage({ counter: 8 }), accepted)),
  ],
  [
    'rollback: the same counter is none',
    () => assert.equal(verify(samplePackage({ counter: 9 }), accepted).counter, 9),
  ],
  [
    'rollback: of another component is none',
    () => assert.equal(verify(samplePackage({ component: 'other', counter: 1 }), accepted).counter, 1),
  ],
  [
    'rollback: a new root of the same epoch forgets nothing',
    () =>
      refuses('rollback', () =>
        verify(samplePackage({ counter: 8 }), rotateRoot(accepted, rootFile({ version: 2 }), crypto)),
      ),
  ],
  [
    'rollback: what was only looked at raises nothing',
    () => {
      verify(samplePackage({ counter: 100 }));
      assert.equal(verify(samplePackage({ counter: 1 })).counter, 1);
    },
  ],
  [
    'fast-forward: a new epoch recovers from the highest counter there is',
    () => {
      const stuck = acceptPackage(FIRST, verified(samplePackage({ counter: Number.MAX_SAFE_INTEGER })));
      const freed = rotateRoot(stuck, rootFile({ version: 2, epoch: 2 }), crypto);
      assert.equal(verify(samplePackage({ epoch: 2, counter: 1 }), freed).counter, 1);
    },
  ],
  [
    'fast-forward: nothing of the old epoch comes back',
    () => refuses('rollback', () => verify(samplePackage({ counter: 99 }), newEpoch)),
  ],
  [
    'fast-forward: an epoch that no root has named',
    () => refuses('root', () => verify(samplePackage({ epoch: 2 }))),
  ],
  [
    'content: a chunk with one other bit',
    () => {
      const good = verified();
      const bytes = samplePackage().slice(good.payloadOffset);
      bytes[0] = (bytes[0] ?? 0) ^ 1;
      refuses('digest', () => checkChunk(good, 0, bytes, crypto));
    },
  ],
  [
    'content: a file with another digest',
    () => refuses('digest', () => checkFileDigest(verified().manifest.files[0] as never, new Uint8Array(32))),
  ],
  [
    'content: a byte too many',
    () => refuses('size', () => checkPackageBytes(verified(), samplePackage().length + 1)),
  ],
  [
    'content: a byte too few',
    () => refuses('size', () => checkPackageBytes(verified(), samplePackage().length - 1)),
  ],
  [
    'type: a root is no release, whoever has signed it',
    () =>
      refuses('malformed', () =>
        verifyPackage(
          signedHead(jsonBytes(sampleRoot), 'application/vnd.scomo.root+json'),
          FIRST,
          destination,
          NOW,
          crypto,
        ),
      ),
  ],
  [
    'type: a release is no root, whoever has signed it',
    () =>
      refuses('malformed', () =>
        initialTrust(samplePackage({}, rootKeys).slice(12, verified(samplePackage()).payloadOffset), crypto),
      ),
  ],
  [
    'names: what looks like a path or an escape is none',
    () => {
      for (const path of ['../x', '/x', 'a//b', 'a%2f..%2fb', 'a\\b', 'a/./b', 'a\u0000b', 'ä'])
        refuses('malformed', () =>
          verifyPackage(
            signedHead(
              jsonBytes({
                ...manifestJson(),
                files: [{ path, mode: 0o644, size: 34, sha256: 'a'.repeat(64) }],
              }),
            ),
            FIRST,
            destination,
            NOW,
            crypto,
          ),
        );
    },
  ],
  [
    'scope: a component that the keys may not sign',
    () => refuses('signature', () => verify(samplePackage(), next(release({ prefixes: ['org.'] })))),
  ],
  [
    'scope: for another authority, or another type of device',
    () => {
      refuses('authority', () => verify(samplePackage({ authority: 'other' })));
      refuses('device-type', () => verify(samplePackage({ compat: ['phone'] })));
    },
  ],
];
