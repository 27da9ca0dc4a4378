import assert from 'node:assert/strict';
import { isTaskOver } from '@scomo/api';
import { openBox } from '@scomo/simulator';
import { row } from './row.ts';
import { GATEWAY, gateway, install, SENSOR, sensor } from './steps.ts';

row('A1', async (world) => {
  const boxes = [await openBox(world, 'IMEI:1'), await openBox(world, 'IMEI:2', { encoding: 'xml' })];
  for (const box of boxes) box.start();
  const [first] = boxes;
  assert.ok(first);
  const packages = await install(world, first, [gateway('1.0.0', 1), sensor('1.0.0', 1)]);
  const ordered = await Promise.all(
    boxes.map(({ deviceId }) => world.client.createTask({ body: { deviceId, kind: 'inventory' } })),
  );
  for (const { id } of ordered) assert.equal((await world.until(id, isTaskOver, 30_000)).state, 'verified');
  const full = await world.client.getInventory({ params: { deviceId: 'IMEI:1' } });
  const empty = await world.client.getInventory({ params: { deviceId: 'IMEI:2' } });

  assert.deepEqual(full.deployed.map((component) => component.id).sort(), [GATEWAY, SENSOR]);
  for (const component of full.deployed) {
    const pkg =
      packages.order.kind === 'deploy'
        ? packages.order.members.find((m) => m.component === component.id)
        : undefined;
    assert.equal(component.pkgIdRef, pkg?.pkgId, 'source package');
    assert.equal(component.version, '1.0.0');
    assert.equal(component.state, 20);
    assert.equal(component.status, 10);
    assert.notEqual(component.name, '');
    assert.notEqual(component.envType, '');
  }
  assert.ok(empty.readAt !== undefined, 'the second device was asked too');
  assert.deepEqual(empty.deployed, []);
  const { items: sessions } = await world.client.listSessions({ query: { deviceId: 'IMEI:2', limit: 5 } });
  const [session] = sessions;
  assert.ok(session);
  const { log } = await world.client.getSession({ params: { key: session.key } });
  assert.ok(
    log.length >= 2 && log.every((message) => message.xml !== null),
    'the session can be read afterwards',
  );
  return `2 devices asked; ${full.deployed.map((c) => `${c.id} ${c.version} state ${c.state} from ${c.pkgIdRef.slice(0, 15)}…`).join(', ')}; the other has none`;
});
