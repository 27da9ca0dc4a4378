import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { Package } from '@scomo/fleet';
import { accountOf, at, deviceOf, eventOf, inventoryOf, recordOf, rowOf, TYPE, taskOf } from './samples.ts';
import { type StoreUnderTest, withDevices } from './with-devices.ts';

function packageOf(id: string, change: Partial<Package> = {}): Package {
  const manifest = { component: 'app', epoch: 1, counter: 7 } as unknown as Package['manifest'];
  const base = { id, component: 'app', version: id, digest: `d-${id}`, bytes: 5_000_000_000, manifest };
  return { ...base, published: false, createdAt: at(1), ...change };
}

/** Device types and devices. */
export function operatorContract(under: StoreUnderTest): void {
  test('names that are taken are refused and change nothing', () =>
    withDevices(under, ['D1'], async (store) => {
      assert.equal(await store.createDeviceType({ ...TYPE, legacy: true }), false);
      assert.deepEqual(await store.deviceType(TYPE.name), TYPE);
      assert.equal(await store.deviceType('none'), undefined);
      assert.equal(
        await store.createDevice({ ...deviceOf('D1'), labels: {} }, accountOf('D1', 'eA==')),
        false,
      );
      assert.deepEqual(await store.device('D1'), deviceOf('D1'));
      assert.deepEqual((await store.loadTurn('D1'))?.account, accountOf('D1'));
      assert.equal(await store.device('D2'), undefined);
    }));

  test('a device of an unknown type is our own mistake', () =>
    withDevices(under, [], async (store) => {
      await assert.rejects(store.createDevice(deviceOf('D1', 'none'), accountOf('D1')), /foreign key/);
      assert.equal(await store.device('D1'), undefined);
    }));

  test('deleting a device takes all of it along', () =>
    withDevices(under, ['D1'], async (store) => {
      await store.createTask(taskOf('tk_1', 'D1'), eventOf('tk_1'));
      const inventory = inventoryOf(rowOf('a', '1'));
      await store.saveTurn({
        deviceId: 'D1',
        revision: 0,
        inventory,
        record: recordOf('se_1', 'D1'),
        seenAt: at(1),
      });
      assert.equal(await store.deleteDevice('D1'), true);
      assert.equal(await store.deleteDevice('D1'), false);
      assert.equal(await store.loadTurn('D1'), undefined);
      assert.equal(await store.task('tk_1'), undefined);
      assert.equal(await store.session('se_1'), undefined);
      assert.deepEqual(await store.inventory('D1'), []);
    }));
}

/** Packages, releases, one-time tokens and remembered responses. */
export function catalogueContract(under: StoreUnderTest): void {
  test('packages are unique by id, by digest and by component with version and counter', () =>
    withDevices(under, [], async (store) => {
      const pkg = packageOf('pk_1');
      assert.equal(await store.createPackage(pkg), true);
      assert.equal(await store.createPackage(packageOf('pk_1', { digest: 'x', version: 'x' })), false);
      assert.equal(await store.createPackage(packageOf('pk_2', { digest: pkg.digest })), false);
      assert.equal(await store.createPackage(packageOf('pk_2', { version: pkg.version })), false);
      const anew = { version: pkg.version, manifest: { ...pkg.manifest, counter: 8 } };
      assert.equal(await store.createPackage(packageOf('pk_3', anew)), true);
      assert.deepEqual(await store.package('pk_1'), pkg);
      assert.deepEqual(await store.packageByDigest(pkg.digest), pkg);
      assert.equal(await store.packageByDigest('none'), undefined);
      assert.equal(await store.package('pk_2'), undefined);
      assert.deepEqual(await store.publishPackage('pk_1'), { ...pkg, published: true });
      assert.equal((await store.package('pk_1'))?.published, true);
      assert.equal(await store.publishPackage('pk_2'), undefined);
      assert.equal((await store.packages({ limit: 5, component: 'app' })).items.length, 2);
      assert.deepEqual((await store.packages({ limit: 5, component: 'ap' })).items, []);
    }));

  test('releases are kept as they were made', () =>
    withDevices(under, [], async (store) => {
      const release = {
        id: 're_1',
        name: 'spring',
        packageIds: ['pk_2', 'pk_1'],
        atomic: true,
        createdAt: at(1),
      };
      assert.equal(await store.createRelease(release), true);
      assert.equal(await store.createRelease({ ...release, name: 'other' }), false);
      assert.deepEqual(await store.release('re_1'), release);
      assert.equal(await store.release('re_2'), undefined);
      assert.deepEqual((await store.releases({ limit: 5 })).items, [release]);
    }));

  test('an enrolment is good once and in time', () =>
    withDevices(under, [], async (store) => {
      assert.equal(await store.createEnrolment('e1', TYPE.name, at(10)), true);
      assert.equal(await store.createEnrolment('e1', TYPE.name, at(99)), false);
      await store.createEnrolment('e2', TYPE.name, at(10));
      const taken = await Promise.all([1, 2, 3].map(() => store.takeEnrolment('e1', at(9))));
      assert.deepEqual(
        taken.filter((one) => one),
        [{ deviceType: TYPE.name }],
      );
      assert.equal(await store.takeEnrolment('e2', at(10)), undefined);
      assert.equal(await store.takeEnrolment('e3', at(1)), undefined);
    }));

  test('the first response to a key stays, for a day', () =>
    withDevices(under, [], async (store) => {
      await store.remember('k', 'digest', 201, '{"a":1}', at(0));
      await store.remember('k', 'other', 200, '', at(1));
      assert.deepEqual(await store.replay('k'), { requestDigest: 'digest', status: 201, body: '{"a":1}' });
      assert.equal(await store.replay('none'), undefined);
      await store.remember('a day on', 'd', 200, '', at(24 * 3600));
      assert.equal((await store.replay('k'))?.status, 201);
      await store.remember('later', 'd', 200, '', at(24 * 3600 + 1));
      assert.equal(await store.replay('k'), undefined);
    }));
}
