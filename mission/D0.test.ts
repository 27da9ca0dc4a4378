import assert from 'node:assert/strict';
import { openBox } from '@scomo/simulator';
import { row } from './row.ts';
import { deploy, downloads, GATEWAY, gateway, packagesIn, release, talk, targetOf } from './steps.ts';

/** The server wakes the device, and the package comes in chunks inside the session that this opens. */
row('D0', async (world) => {
  const box = await openBox(world, 'IMEI:D0', {
    pollSeconds: 3600,
    wakeUp: 'udp',
    config: { maxMsgSize: 16_384 },
  });
  await box.startAsleep();
  const wanted = await release(world, [{ ...gateway('1.0.0', 1), ballastBytes: 300_000 }]);
  const task = await deploy(world, box, wanted, { mode: 'silent', deferralsMax: 0 }, 'direct');
  assert.equal(task.state, 'verified', task.reason);
  assert.equal(await box.program(GATEWAY, 'bin/probe'), 'gateway 1.0.0');

  const said = await talk(world, box.deviceId);
  const chunks = [...packagesIn(said).values()];
  assert.equal(chunks.length, 1, 'one package went over');
  assert.ok((chunks[0] ?? 0) > 18, `${chunks[0]} chunks of at most 16 KB for 300 KB`);
  assert.equal(await downloads(world), 0, 'and none by HTTP');
  const [record] = task.operations;
  assert.equal(record?.operation, 'InstallInactive');
  assert.equal(record?.reports[0]?.code, 1200, 'the device acknowledges');
  const session = said.find(({ command }) => targetOf(command).endsWith('/Data'))?.session;
  const opening = said.find((one) => one.session === session && one.command.kind === 'Alert')?.command;
  assert.ok(opening?.kind === 'Alert');
  assert.equal(opening.code, 1200, 'the session was opened by the trigger of the server');
  return `woken, ${chunks[0]} chunks in one session, ${task.reason}`;
});
