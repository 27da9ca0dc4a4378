import assert from 'node:assert/strict';
import { LIMITS } from '../../src/limits.ts';
import { initialTrust, rotateRoot, rotateRoots } from '../../src/trust-state.ts';
import { crypto } from '../keys.ts';
import { releaseKeys, rootKeys, samplePackage, sampleRoot, stranger } from '../samples.ts';
import {
  FIRST,
  type Intent,
  idsOf,
  newKeys,
  next,
  refuses,
  rootFile,
  rootResigned,
  verify,
} from './intent.ts';

const [one, two, three] = rootKeys;
const swapped = { root: { keys: idsOf(newKeys), threshold: 2 } };
const chain = (length: number) => Array.from({ length }, (_, index) => rootFile({ version: index + 2 }));

/** The root of trust: how it begins and how it changes. */
export const ROOT_INTENTS: readonly Intent[] = [
  ['start: first root, first package', () => assert.equal(verify().component, 'hello')],
  ['start: the same package again', () => assert.deepEqual(verify(), verify())],
  [
    'start: trust that was kept as JSON is the same trust',
    () => assert.equal(verify(samplePackage(), JSON.parse(JSON.stringify(FIRST))).counter, 7),
  ],
  [
    'start: a first root without signatures',
    () => refuses('root', () => initialTrust(rootFile({}, []), crypto)),
  ],
  [
    'start: a first root signed by too few of its own keys',
    () => refuses('root', () => initialTrust(rootFile({}, rootKeys.slice(0, 1)), crypto)),
  ],
  [
    'start: a first root that is no JSON',
    () => refuses('malformed', () => initialTrust(Buffer.from('root'), crypto)),
  ],
  ['rotation: the next root, signed by both', () => assert.equal(next({}).root.version, 2)],
  [
    'rotation: all keys change',
    () => assert.deepEqual(next(swapped, [...rootKeys, ...newKeys]).root.root.keys, idsOf(newKeys)),
  ],
  ['rotation: the old keys have not signed', () => refuses('root', () => next(swapped, newKeys))],
  ['rotation: the new keys have not signed', () => refuses('root', () => next(swapped, rootKeys))],
  [
    'rotation: too few of the old keys',
    () => refuses('root', () => next(swapped, [...rootKeys.slice(0, 1), ...newKeys])),
  ],
  [
    'rotation: too few of the new keys',
    () => refuses('root', () => next(swapped, [...rootKeys, ...newKeys.slice(0, 1)])),
  ],
  [
    'rotation: a key of both roots counts for both',
    () => {
      const keys = [...idsOf(rootKeys.slice(0, 2)), ...idsOf(newKeys)];
      assert.equal(next({ root: { keys, threshold: 2 } }).root.version, 2);
    },
  ],
  [
    'rotation: a key that is left out counts no more',
    () => {
      const trust = next({ root: { keys: idsOf(rootKeys.slice(1)), threshold: 2 } }, rootKeys);
      refuses('root', () => rotateRoot(trust, rootFile({ version: 3 }, rootKeys.slice(0, 2)), crypto));
    },
  ],
  [
    'rotation: a higher threshold is the new root’s own',
    () => refuses('root', () => next({ root: { keys: idsOf(rootKeys), threshold: 3 } })),
  ],
  [
    'rotation: a lower threshold does not excuse the old one',
    () =>
      refuses('root', () => next({ root: { keys: idsOf(rootKeys), threshold: 1 } }, rootKeys.slice(0, 1))),
  ],
  [
    'rotation: a lower threshold is enough for the root after it',
    () => {
      const trust = next({ root: { keys: idsOf(rootKeys), threshold: 1 } });
      const third = rootFile(
        { version: 3, root: { keys: idsOf(rootKeys), threshold: 1 } },
        rootKeys.slice(2),
      );
      assert.equal(rotateRoot(trust, third, crypto).root.version, 3);
    },
  ],
  ['rotation: a version is left out', () => refuses('root', () => next({ version: 3 }))],
  ['rotation: the same version again', () => refuses('root', () => next({ version: 1 }))],
  [
    'rotation: an older version comes back',
    () => refuses('root', () => rotateRoot(next({}), rootFile({ version: 1 }), crypto)),
  ],
  [
    'rotation: the largest version there is',
    () => refuses('root', () => next({ version: Number.MAX_SAFE_INTEGER })),
  ],
  ['rotation: for another authority', () => refuses('root', () => next({ authority: 'other' }))],
  [
    'rotation: a signature that is wrong stands beside enough good ones',
    () => {
      const file = rootResigned(rootFile({ version: 2 }), (good) => [
        { keyid: three?.keyId ?? '', sig: new Uint8Array(64).fill(1) },
        ...good,
      ]);
      assert.equal(rotateRoot(FIRST, file, crypto).root.version, 2);
    },
  ],
  [
    'rotation: one key signs twice',
    () => {
      const file = rootResigned(rootFile({ version: 2 }, [one, two].slice(0, 1) as never), (good) => [
        ...good,
        ...good,
      ]);
      refuses('root', () => rotateRoot(FIRST, file, crypto));
    },
  ],
  [
    'rotation: a stranger signs with them',
    () => assert.equal(next({}, [...rootKeys.slice(0, 2), stranger]).root.version, 2),
  ],
  [
    'rotation: a stranger signs instead',
    () => refuses('root', () => next({}, [...rootKeys.slice(0, 1), stranger])),
  ],
  ['rotation: release keys are no root keys', () => refuses('root', () => next({}, releaseKeys))],
  ['chain: many roots at once', () => assert.equal(rotateRoots(FIRST, chain(20), crypto).root.version, 21)],
  [
    'chain: as long as allowed',
    () => assert.equal(rotateRoots(FIRST, chain(LIMITS.rootStepsMax), crypto).root.version, 257),
  ],
  [
    'chain: one longer',
    () => refuses('too-large', () => rotateRoots(FIRST, chain(LIMITS.rootStepsMax + 1), crypto)),
  ],
  [
    'chain: one bad link, and none is taken',
    () =>
      refuses('root', () => rotateRoots(FIRST, [rootFile({ version: 2 }), rootFile({ version: 4 })], crypto)),
  ],
  [
    'chain: a root that has run out is walked over',
    () => {
      const old = rootFile({ version: 2, expires: '2020-01-01T00:00:00Z' });
      assert.equal(
        verify(samplePackage(), rotateRoots(FIRST, [old, rootFile({ version: 3 })], crypto)).counter,
        7,
      );
    },
  ],
  [
    'expiry: the last root has run out',
    () => refuses('root', () => verify(samplePackage(), next({ expires: '2020-01-01T00:00:00Z' }))),
  ],
  [
    'expiry: the last root, in the very second of it',
    () => refuses('root', () => verify(samplePackage(), FIRST, sampleRoot.expires)),
  ],
];
