import assert from 'node:assert/strict';
import { openBox } from '@scomo/simulator';
import { row } from './row.ts';
import {
  deploy,
  downloads,
  GATEWAY,
  gateway,
  packagesIn,
  release,
  SENSOR,
  sensor,
  talk,
  targetOf,
  waysOf,
} from './steps.ts';

const SILENT = { mode: 'silent', deferralsMax: 0 } as const;

/** The server reads the inventory, picks what is outdated, and how each package comes: by its size, and by the link of the device. */
row('E2', async (world) => {
  await world.scomo('type', 'add', 'tracker', '--metered');
  const wired = await openBox(world, 'IMEI:E2-wired');
  const metered = await openBox(world, 'IMEI:E2-metered', { deviceType: 'tracker' });
  const seen: string[] = [];
  const first = await release(world, [gateway('1.0.0', 1), sensor('1.0.0', 1)]);
  const newer = await world.publish({ ...gateway('2.0.0', 2), ballastBytes: 300_000 });
  const small = await world.publish({ ...sensor('2.0.0', 2), ballastBytes: 40_000 });
  for (const box of [wired, metered]) {
    box.start();
    assert.equal((await deploy(world, box, first, SILENT, 'download')).state, 'verified');
    const earlier = await talk(world, box.deviceId);
    const before = await downloads(world);
    const { id } = await world.client.createRelease({
      body: { name: 'E2', packageIds: [newer.id, small.id], atomic: true },
    });
    const task = await deploy(world, box, id, SILENT, 'auto');
    assert.equal(task.state, 'verified', task.reason);
    assert.deepEqual(
      task.members.map(({ component, from }) => `${component} ${from}`),
      [`${GATEWAY} 1.0.0`, `${SENSOR} 1.0.0`],
    );
    const said = (await talk(world, box.deviceId)).slice(earlier.length);
    const reads = said.findIndex(
      ({ command }) => command.kind === 'Get' && /Deployed/.test(targetOf(command)),
    );
    const brings = said.findIndex(({ command }) => /PkgURL|Data$|Download\/[^/]+$/.test(targetOf(command)));
    assert.ok(reads >= 0 && (brings < 0 || reads < brings), 'the inventory is read before anything is sent');
    const fetched = (await downloads(world)) - before;
    assert.equal(packagesIn(said).size + fetched, 2, 'each package came once');
    seen.push(`${box.deviceId.slice(8)}: ${waysOf(task).join(' + ')}`);
  }
  assert.match(seen[0] ?? '', /^wired: download: .* \+ download: 4\d kB are more than the 16 kB/);
  assert.match(
    seen[1] ?? '',
    /^metered: download: .* \+ direct: 4\d kB fits in the session, .* metered link$/,
  );
  return seen.join(' | ');
});
