import assert from 'node:assert/strict';
import { openBox } from '@scomo/simulator';
import { row } from './row.ts';
import {
  downloads,
  GATEWAY,
  gateway,
  offer,
  outcomeOf,
  packagesIn,
  release,
  talk,
  targetOf,
} from './steps.ts';

/** The device opens the session and names the component; its package comes in chunks inside the session. */
row('D1', async (world) => {
  const config = { maxMsgSize: 16_384 };
  const box = await openBox(world, 'IMEI:D1', { pollSeconds: 30 * 86_400, config });
  await box.startAsleep();
  const wanted = await offer(
    world,
    await release(world, [{ ...gateway('1.0.0', 1), ballastBytes: 200_000 }]),
    {
      ...{ delivery: 'direct', consent: { mode: 'silent', deferralsMax: 0 } },
    },
  );
  const asked = await box.agent('request', '--component', GATEWAY);
  assert.match(asked.output, /Install of org\.example\.gateway: ordered/);
  const task = await outcomeOf(world, box.deviceId, wanted.id);
  assert.equal(task.state, 'verified', task.reason);
  assert.equal(await box.program(GATEWAY, 'bin/probe'), 'gateway 1.0.0');

  const said = await talk(world, box.deviceId);
  const chunks = [...packagesIn(said).values()];
  assert.equal(chunks.length, 1, 'one package went over');
  assert.ok((chunks[0] ?? 0) > 12, `${chunks[0]} chunks of at most 16 KB for 200 KB`);
  assert.equal(await downloads(world), 0, 'and none by HTTP');
  const data = said.findIndex(({ command }) => targetOf(command).endsWith('/Data'));
  const alerts = said
    .slice(0, data)
    .filter(({ session, command }) => session === said[data]?.session && command.kind === 'Alert')
    .map(({ command }) => (command.kind === 'Alert' ? command.code : 0));
  assert.deepEqual([...new Set(alerts)], [1201, 1226], 'opened by the device, with its request');
  assert.equal(task.operations[0]?.reports[0]?.code, 1200, 'the device acknowledges');
  return `asked for by name, ${chunks[0]} chunks in the session of the request, ${task.reason}`;
});
