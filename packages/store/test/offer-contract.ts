import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { FleetStore, Offer } from '@scomo/fleet';
import { at, deviceOf, eventOf, TYPE, taskOf } from './samples.ts';
import { type StoreUnderTest, withDevices } from './with-devices.ts';

function offerOf(id: string, n: number, change: Partial<Offer> = {}): Offer {
  return {
    ...{ id, title: `title of ${id}`, releaseId: 're_1', mode: 'onRequest', createdAt: at(n) },
    ...{ deviceTypes: [TYPE.name], deviceIds: [], operations: ['Install', 'Remove'] },
    ...change,
  };
}

async function withRelease(store: FleetStore, published = true): Promise<void> {
  const manifest = { component: 'app', epoch: 1, counter: 1, compat: [], files: [1], chunks: ['c'] };
  for (const id of ['pk_1', 'pk_2']) {
    await store.createPackage({
      ...{ id, component: `of ${id}`, version: '1', digest: `d-${id}`, bytes: 5, createdAt: at(1) },
      ...{ manifest: manifest as never, published: false },
    });
    if (published || id === 'pk_1') await store.publishPackage(id);
  }
  const packageIds = ['pk_2', 'pk_1'];
  await store.createRelease({ id: 're_1', name: 'r', packageIds, atomic: true, createdAt: at(1) });
}

const idsFor = async (store: FleetStore, deviceId: string, deviceType = TYPE.name, limit = 9) =>
  (await store.offersFor(deviceOf(deviceId, deviceType), limit)).map(({ offer }) => offer.id);

/** What devices may ask for, and what became of it. */
export function offerContract(under: StoreUnderTest): void {
  test('offers are kept as they were made until they end', () =>
    withDevices(under, [], async (store) => {
      await withRelease(store);
      const consent = { mode: 'ask', deferralsMax: 2 } as const;
      const offer = offerOf('of_1', 1, { consent, delivery: 'direct', mode: 'update' });
      assert.equal(await store.createOffer(offer), true);
      assert.equal(await store.createOffer({ ...offer, title: 'other' }), false);
      assert.deepEqual(await store.offer('of_1'), offer);
      assert.equal(await store.offer('of_2'), undefined);
      assert.deepEqual((await store.offers({ limit: 5 })).items, [offer]);
      const ended = { ...offer, endedAt: at(9) };
      assert.deepEqual(await store.endOffer('of_1', at(9)), ended);
      assert.deepEqual(await store.endOffer('of_1', at(10)), ended, 'once');
      assert.deepEqual(await store.offer('of_1'), ended);
      assert.equal(await store.endOffer('of_2', at(9)), undefined);
      await assert.rejects(store.createOffer(offerOf('of_3', 1, { releaseId: 're_0' })), /foreign key/);
    }));

  test('a device sees what names it or its type, newest first, and no more', () =>
    withDevices(under, [], async (store) => {
      await withRelease(store);
      await store.createOffer(offerOf('of_type', 1));
      await store.createOffer(offerOf('of_device', 2, { deviceTypes: [], deviceIds: ['D1'] }));
      await store.createOffer(offerOf('of_both', 3, { deviceIds: ['D1'] }));
      await store.createOffer(offerOf('of_ended', 4));
      await store.endOffer('of_ended', at(5));
      assert.deepEqual(await idsFor(store, 'D1'), ['of_both', 'of_device', 'of_type']);
      assert.deepEqual(await idsFor(store, 'D1', TYPE.name, 2), ['of_both', 'of_device']);
      assert.deepEqual(await idsFor(store, 'D2'), ['of_both', 'of_type']);
      assert.deepEqual(await idsFor(store, 'D2', 'other'), []);
    }));

  test('an offer comes with its packages, without their lists; unpublished ones keep it back', () =>
    withDevices(under, [], async (store) => {
      await withRelease(store, false);
      await store.createOffer(offerOf('of_1', 1));
      assert.deepEqual(await idsFor(store, 'D1'), []);
      await store.publishPackage('pk_2');
      const [found] = await store.offersFor(deviceOf('D1'), 1);
      assert.deepEqual(
        found?.packages.map((pkg) => [pkg.id, pkg.component, pkg.version, pkg.digest, pkg.bytes]),
        [
          ['pk_2', 'of pk_2', '1', 'd-pk_2', 5],
          ['pk_1', 'of pk_1', '1', 'd-pk_1', 5],
        ],
      );
      assert.deepEqual(Object.keys(found?.packages[0]?.manifest ?? {}).sort(), [
        ...['compat', 'component', 'counter', 'epoch'],
      ]);
    }));

  test('a turn knows whether updates are offered', () =>
    withDevices(under, ['D1'], async (store) => {
      await withRelease(store);
      const offers = async () => (await store.loadTurn('D1'))?.updatesOffered;
      await store.createOffer(offerOf('of_1', 1));
      assert.equal(await offers(), undefined);
      await store.createOffer(offerOf('of_2', 2, { mode: 'update', deviceTypes: [], deviceIds: ['D1'] }));
      assert.equal(await offers(), true);
      await store.endOffer('of_2', at(3));
      assert.equal(await offers(), undefined);
      await store.createOffer(offerOf('of_3', 4, { mode: 'update' }));
      assert.equal(await offers(), true);
    }));

  test('tasks that were asked for are found by their device, newest first', () =>
    withDevices(under, ['D1', 'D2'], async (store) => {
      const origin = {
        offerId: 'of_1',
        by: 'user',
        operation: 'Install',
        component: 'app',
        at: at(1),
      } as const;
      await store.createTask(taskOf('tk_0', 'D1'), eventOf('tk_0'));
      for (const n of [1, 2, 3])
        await store.createTask(taskOf(`tk_${n}`, 'D1', { origin, createdAt: at(n) }), eventOf(`tk_${n}`));
      assert.deepEqual(await store.askedTasks('D1', 2), [
        { id: 'tk_3', state: 'planned', createdAt: at(3), origin },
        { id: 'tk_2', state: 'planned', createdAt: at(2), origin },
      ]);
      assert.deepEqual(await store.askedTasks('D2', 2), []);
      assert.deepEqual((await store.task('tk_1'))?.origin, origin);
    }));
}
