import assert from 'node:assert/strict';
import { openBox } from '@scomo/simulator';
import { row } from './row.ts';
import { downloads, GATEWAY, gateway, offer, outcomeOf, packagesIn, release, talk } from './steps.ts';

/** The device opens the session and names the component; the server has it download beside the session. */
row('E1', async (world) => {
  const box = await openBox(world, 'IMEI:E1', { pollSeconds: 30 * 86_400 });
  box.answer('yes');
  await box.startAsleep();
  const wanted = await offer(world, await release(world, [gateway('1.0.0', 1)]), { delivery: 'download' });
  const before = await downloads(world);
  const asked = await box.agent('request', '--component', GATEWAY);
  assert.match(asked.output, /Install of org\.example\.gateway: ordered/);
  const task = await outcomeOf(world, box.deviceId, wanted.id);
  assert.equal(task.state, 'verified', task.reason);
  assert.equal(await box.program(GATEWAY, 'bin/probe'), 'gateway 1.0.0');
  const [fetched] = task.operations;
  assert.deepEqual([fetched?.operation, fetched?.status], ['DownloadInstallInactive', 202]);
  assert.equal(fetched?.reports[0]?.code, 1200, 'the device acknowledges');
  assert.ok((await downloads(world)) > before, 'fetched by HTTP');
  assert.equal(packagesIn(await talk(world, box.deviceId)).size, 0, 'and not inside a session');
  return `asked for by name, Exec ${fetched?.status}, fetched by HTTP, ${task.reason}`;
});
