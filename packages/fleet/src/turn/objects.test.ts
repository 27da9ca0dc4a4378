import assert from 'node:assert/strict';
import { test } from 'node:test';
import { interior, leaf, putNode, setValue } from '@scomo/tree';
import { deployTask, type Fixture, fixture, pkgId, treeTask } from '../../test/fixture.ts';
import { callIn, component, work } from '../../test/real-device.ts';
import type { Task } from '../model.ts';

const octets = (length: number, seed: number) =>
  Uint8Array.from({ length }, (_, index) => (index * seed + (index >> 5)) & 0xff);

/** A server that has a package of this size for each component, and a device with old ones that takes large objects. */
function direct(bytes: number, encoding: 'xml' | 'wbxml', ids = ['com.a', 'com.b']): Fixture {
  const task = deployTask('tk_1', ids);
  assert.ok(task.order.kind === 'deploy');
  const members = task.order.members.map((member) => ({ ...member, bytes }));
  const ordered: Task = { ...task, order: { ...task.order, members, delivery: 'direct' } };
  const made = fixture([ordered], 'md5', encoding);
  for (const [index, member] of members.entries()) made.files.set(member.pkgId, octets(bytes, index + 3));
  made.device.tree = setValue(made.device.tree, './DevDetail/LrgObj', 'true');
  made.device.components = ids.map((id) => component(id, '1.0', pkgId(1), true));
  return made;
}

async function runOut({ device, wire, store, ports }: Fixture): Promise<Task | undefined> {
  for (let count = 0; count < 8 && store.tasks.get('tk_1')?.nextCheckAt !== null; count += 1) {
    assert.equal(await callIn(device, wire), 'done');
    ports.time += 60_000;
    work(device, ports.now());
  }
  return store.tasks.get('tk_1');
}

for (const encoding of ['xml', 'wbxml'] as const) {
  test(`two packages inside the session, then installed and switched as one set (${encoding})`, async () => {
    const made = direct(40_000, encoding);
    const arrived: Uint8Array[] = [];
    const keep = made.device.delivered.set.bind(made.device.delivered);
    made.device.delivered.set = (id, whole) => {
      arrived.push(whole);
      return keep(id, whole);
    };
    const task = await runOut(made);
    assert.equal(task?.state, 'verified', task?.reason);
    assert.deepEqual(
      arrived,
      [octets(40_000, 3), octets(40_000, 4)].map((whole) => Buffer.from(whole)),
    );
    assert.deepEqual(
      task.operations.map(({ operation, status }) => `${operation} ${status}`),
      ['InstallInactive 202', 'InstallInactive 202', 'ActivateSet 202'],
    );
    const recorded = Math.max(...made.store.messages.map((message) => message.bytes.length));
    assert.ok(recorded < 10_000, `no chunk is recorded, but a message of ${recorded} octets`);
  });
}

test('a session cut in the middle of a package: the next one sends it from the start', async () => {
  const made = direct(60_000, 'wbxml', ['com.a']);
  const line = {
    ...made.wire,
    send: (input: Parameters<typeof made.wire.send>[0]) =>
      made.device.part.length > 20_000 ? Promise.reject(new Error('cut')) : made.wire.send(input),
  };
  await assert.rejects(callIn(made.device, line), /cut/);
  assert.equal(made.device.delivered.size, 0);
  const task = await runOut(made);
  assert.equal(task?.state, 'verified', task?.reason);
  assert.equal(made.device.begun, 2);
});

for (const [id, bytes, state, reason] of [
  ['a small package goes whole', 3_000, 'verified', /./],
  [
    'a large one fails the task',
    40_000,
    'failed',
    /413.*takes no large objects.*more than one message holds/,
  ],
] as const) {
  test(`a device without large objects: ${id}`, async () => {
    const made = direct(bytes, 'wbxml', ['com.a']);
    made.device.tree = setValue(made.device.tree, './DevDetail/LrgObj', 'false');
    const task = await runOut(made);
    assert.equal(task?.state, state);
    assert.match(task.reason, reason);
  });
}

test('a package file that is gone from the server fails the task, not the session', async () => {
  const made = direct(40_000, 'wbxml', ['com.a']);
  made.files.clear();
  const task = await runOut(made);
  assert.equal(task?.state, 'failed');
  assert.equal(task.code, 500);
});

test('a value larger than a message comes in chunks, is read whole, and nothing of it is left', async () => {
  const made = fixture([treeTask('tk_1', [{ kind: 'get', uri: './V/log' }])], 'none', 'xml');
  const value = 'l'.repeat(65_536);
  made.device.tree = putNode(made.device.tree, './V', interior({ log: leaf(value) }, { acl: 'Get=*' }));
  const sizes: number[] = [];
  const save = made.store.saveTurn.bind(made.store);
  made.store.saveTurn = (turn) => {
    sizes.push(JSON.stringify(turn.session?.session ?? {}).length);
    return save(turn);
  };
  assert.equal(await callIn(made.device, made.wire), 'done');
  const outcome = made.store.tasks.get('tk_1')?.outcomes?.[0];
  assert.equal(outcome?.results?.[0]?.data, value);
  assert.deepEqual(made.store.chunks, []);
  assert.ok(Math.max(...sizes) < 5_000, 'the session does not hold it');
});

test('chunks of a session that was cut go with the next one', async () => {
  const made = fixture([treeTask('tk_1', [{ kind: 'get', uri: './V/log' }])], 'none', 'xml');
  const { device, store, wire } = made;
  device.tree = putNode(device.tree, './V', interior({ log: leaf('l'.repeat(65_536)) }, { acl: 'Get=*' }));
  const line = {
    ...wire,
    send: (input: Parameters<typeof wire.send>[0]) =>
      store.chunks.length > 0 ? Promise.reject(new Error('cut')) : wire.send(input),
  };
  await assert.rejects(callIn(device, line), /cut/);
  assert.equal(store.chunks.length, 1);
  store.tasks.clear();
  assert.equal(await callIn(device, wire), 'done');
  assert.deepEqual(store.chunks, []);
});
