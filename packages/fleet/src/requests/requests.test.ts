import assert from 'node:assert/strict';
import { test } from 'node:test';
import { offersIn, parseWishAnswer, scomoTree, updateAlert, type Wish } from '@scomo/scomo';
import { decode } from '@scomo/syncml';
import { DEVICE_ID, type Fixture, fixture } from '../../test/fixture.ts';
import { askedTask, offered, requestPorts } from '../../test/offers.ts';
import { callIn, work } from '../../test/real-device.ts';
import { FLEET_LIMITS } from '../limits.ts';
import type { OfferedRelease } from '../ports.ts';

const ROOT = './SCOMO';

/** A device with `a` 1.0 that is offered this, and what it was answered. */
function offering(offers: readonly OfferedRelease[]): Fixture & { readonly said: string[] } {
  const base = fixture();
  const requests = requestPorts(base.store, offers, base.ports.now);
  Object.assign(base.env, { requests });
  const updates = offers.some(({ offer }) => offer.mode === 'update');
  const load = base.store.loadTurn;
  base.store.loadTurn = async (deviceId) => {
    const state = await load(deviceId);
    if (state === undefined || !updates) return state;
    const inventoryAt = base.store.inventory === undefined ? {} : { inventoryAt: base.ports.now() };
    return { ...state, device: { ...state.device, ...inventoryAt }, updatesOffered: true };
  };
  const about = { active: true, name: 'a', description: '', envType: 'generation', status: 10 };
  base.device.components = [{ id: 'a', version: '1.0', pkgId: '', ...about }];
  const said: string[] = [];
  const { send } = base.wire;
  const wire: Fixture['wire'] = {
    ...base.wire,
    async send(input) {
      const answer = await send(input);
      if (answer.status === 200)
        for (const command of decode(answer.bytes, answer.encoding).commands)
          if (command.kind === 'Status' && command.cmd === 'Alert' && command.code < 400)
            said.push(`${command.code} ${String(command.items[0]?.data ?? '')}`.trim());
      return answer;
    },
  };
  return { ...base, wire, said };
}

const ask = ({ device }: Fixture, by: 'user' | 'device', wish?: Wish) => {
  const alert = updateAlert({ by, source: ROOT, ...(wish === undefined ? {} : { wish }) });
  device.spool.push({ tag: `ask-${device.sessions}-${device.spool.length}`, alert });
};
const tasks = ({ store }: Fixture) =>
  [...store.tasks.values()].map(({ origin, state }) => `${origin?.offerId} ${origin?.by} ${state}`);
/** Sessions and work until the orders of the device are done. */
async function settle(world: Fixture): Promise<void> {
  for (let round = 0; round < 4; round += 1) {
    assert.equal(await callIn(world.device, world.wire), 'done');
    work(world.device, world.ports.now());
  }
}

test('I02 a request for updates brings exactly what is due, in the same session', async () => {
  const world = offering([
    offered('of_due', { a: '2.0' }),
    offered('of_same', { a: '1.0' }),
    offered('of_other', { b: '1.0' }, { mode: 'onRequest' }),
  ]);
  ask(world, 'device');
  await callIn(world.device, world.wire);
  assert.deepEqual(world.said.slice(-1), ['200'], 'it is acted on in this session');
  assert.equal(world.device.orders.length, 1, 'the download is ordered');
  work(world.device, world.ports.now());
  await settle(world);
  assert.deepEqual(tasks(world), ['of_due device verified']);
  assert.equal(world.device.components[0]?.version, '2.0');
  const [first] = world.store.events;
  assert.deepEqual([first?.state, first?.reason], ['planned', 'the device asked for updates']);
});

test('a request whose Source names one component brings what is due of that one', async () => {
  const world = offering([offered('of_a', { a: '2.0' }), offered('of_b', { b: '2.0' })]);
  const { device } = world;
  const [a] = device.components;
  assert.ok(a !== undefined);
  device.components = [a, { ...a, id: 'b', name: 'b' }];
  const alert = updateAlert({ by: 'user', source: `${ROOT}/Inventory/Deployed/b` });
  device.spool.push({ tag: 'ask', alert });
  await callIn(device, world.wire);
  assert.deepEqual(tasks(world), ['of_b user downloading']);
});

for (const version of ['1.0', '1.1'] as const) {
  test(`I03 a device with an object of version ${version} is given what it asks for`, async () => {
    const world = offering([offered('of_due', { a: '2.0' })]);
    const { device } = world;
    device.tree = scomoTree(ROOT, [device.account.serverId], { version })(device.tree);
    ask(world, 'user');
    await callIn(device, world.wire);
    assert.deepEqual(tasks(world).length, 1);
    assert.equal(device.orders.length, 1);
  });
}

test('I02 while the device is at work the answer is 202, and what is ordered already is not ordered again', async () => {
  const world = offering([offered('of_due', { a: '2.0' })]);
  ask(world, 'user');
  await callIn(world.device, world.wire);
  ask(world, 'user');
  await callIn(world.device, world.wire);
  assert.deepEqual(world.said.slice(-1), ['202']);
  assert.equal(world.store.tasks.size, 1);
});

test('a device that just calls in is given what is due, and called in again nothing more', async () => {
  const world = offering([offered('of_due', { a: '2.0' })]);
  await settle(world);
  assert.deepEqual(tasks(world), ['of_due device verified']);
  const { saves } = world.store;
  await callIn(world.device, world.wire);
  assert.equal(world.store.saves, saves, 'then its check-ins are idle again');
});

test('the End User gets to see what is offered; what is no more goes', async () => {
  const offers = [offered('of_1', { b: '1.0' }, { mode: 'onRequest' })];
  const world = offering(offers);
  ask(world, 'user');
  await callIn(world.device, world.wire);
  const [shown] = offersIn(world.device.tree, ROOT);
  assert.deepEqual(
    [shown?.offer, shown?.title, shown?.members[0]?.component],
    ['of_1', 'title of of_1', 'b'],
  );
  assert.deepEqual(tasks(world), [], 'to look is to order nothing');
  offers.splice(0);
  ask(world, 'user');
  await callIn(world.device, world.wire);
  assert.deepEqual(offersIn(world.device.tree, ROOT), []);
});

test('a component is ordered by its name, once as long as it is open', async () => {
  const world = offering([offered('of_b', { b: '1.0' }, { mode: 'onRequest' })]);
  const wish = { component: 'b', operation: 'Install' } as const;
  ask(world, 'user', wish);
  ask(world, 'user', wish);
  await callIn(world.device, world.wire);
  world.ports.time += 1000;
  ask(world, 'user', wish);
  await callIn(world.device, world.wire);
  assert.deepEqual(tasks(world).length, 1);
  assert.deepEqual(world.device.orders.length, 1);
  const answers = world.said.flatMap((line) => parseWishAnswer(line.slice(4))?.answer ?? []);
  assert.deepEqual(answers.slice(-1), ['open']);
  assert.ok(
    answers.slice(0, -1).every((answer) => answer === 'ordered'),
    'also when it is said again',
  );
  const { origin } = [...world.store.tasks.values()][0] ?? {};
  assert.deepEqual(origin && { ...origin, at: '' }, {
    ...{ offerId: 'of_b', by: 'user', operation: 'Install', component: 'b', at: '' },
  });
});

for (const [what, wish, reason] of [
  ['a component of no offer', { component: 'x', operation: 'Install' }, /^x is not offered/],
  ['an operation of no offer', { component: 'b', operation: 'Activate' }, /^Activate of b is not/],
] as const) {
  test(`refused, with a reason that the device can show: ${what}`, async () => {
    const world = offering([offered('of_b', { b: '1.0' }, { mode: 'onRequest' })]);
    ask(world, 'user', wish);
    await callIn(world.device, world.wire);
    const answer = parseWishAnswer(world.said.at(-1)?.slice(4) ?? '');
    assert.equal(answer?.answer, 'refused');
    assert.match(answer?.reason ?? '', reason);
    assert.equal(world.store.tasks.size, 0);
    assert.deepEqual(world.device.spool, [], 'an answer is an answer: it is not asked again');
  });
}

for (const [limit, open, state] of [
  [FLEET_LIMITS.requestsOpenMax, 'requests are open', 'planned'],
  [FLEET_LIMITS.requestsPerHourMax, 'within an hour', 'verified'],
] as const) {
  test(`${limit} ${open}: that many, and no more`, async () => {
    for (const [count, answered] of [
      [limit - 1, 'ordered'],
      [limit, 'refused'],
    ] as const) {
      const world = offering([offered('of_b', { b: '1.0' }, { mode: 'onRequest' })]);
      const createdAt = world.ports.now();
      Object.assign(world.env.requests, {
        askedTasks: async () =>
          Array.from({ length: count }, (_, n) => askedTask(`of_${n}`, { id: `tk_${n}`, state, createdAt })),
      });
      ask(world, 'user', { component: 'b', operation: 'Install' });
      await callIn(world.device, world.wire);
      assert.equal(parseWishAnswer(world.said.at(-1)?.slice(4) ?? '')?.answer, answered);
    }
  });
}

test('a stranger who asks brings about nothing', async () => {
  const world = offering([offered('of_b', { b: '1.0' }, { mode: 'onRequest' })]);
  world.device.account = {
    ...world.device.account,
    outgoing: { scheme: 'md5', name: 'dev', secret: 'not the secret', nonce: '' },
  };
  ask(world, 'user', { component: 'b', operation: 'Install' });
  assert.equal(await callIn(world.device, world.wire), 'refused');
  assert.deepEqual([world.store.tasks.size, world.said], [0, []]);
  assert.equal((await world.store.loadTurn(DEVICE_ID))?.tasks.length, 0);
});
