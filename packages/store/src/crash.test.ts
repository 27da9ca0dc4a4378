import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import type { FleetStore } from '@scomo/fleet';
import { checkSaves, saveNext } from '../test/check-saves.ts';
import { runProgram } from '../test/program.ts';
import { accountOf, deviceOf, eventOf, KEY, QUIET, TYPE, taskOf } from '../test/samples.ts';
import { type Later, withTempFolder } from '../test/temp-folder.ts';
import { openStore } from './open-store.ts';
import { launchPostgres } from './postgres/launch-postgres.ts';

const ROUNDS = 20;
const DEVICES = Array.from({ length: 24 }, (_, n) => `D${n}`);
const RECOVERY_MS_MAX = 20_000;

async function begin(dataDir: string, later: Later): Promise<FleetStore> {
  const server = await launchPostgres({ dataDir, log: QUIET });
  later(server.stop);
  const store = await openStore({ url: server.url, secretsKey: KEY, log: QUIET });
  later(() => store.close());
  await store.createDeviceType(TYPE);
  for (const deviceId of DEVICES) {
    await store.createDevice(deviceOf(deviceId), accountOf(deviceId));
    await store.createTask(taskOf(`tk_${deviceId}`, deviceId), eventOf(`tk_${deviceId}`, 0));
  }
  return store;
}

function killServer(dataDir: string): void {
  const pid = Number(readFileSync(join(dataDir, 'postmaster.pid'), 'utf8').split('\n')[0]);
  process.kill(pid, 'SIGKILL');
}

/** One life of a program that saves turns; returns what it had been told was saved when it was killed. */
async function liveAndDie(
  dataDir: string,
  round: number,
  acknowledged: Readonly<Record<string, number>>,
  later: Later,
): Promise<Record<string, number>> {
  const writer = runProgram('./writer-program.ts', [dataDir, JSON.stringify(acknowledged)]);
  later(writer.kill);
  const told = JSON.parse(await writer.firstLine) as Record<string, number>;
  // Killed at another point of its work each time; every second time together with its server.
  const lines = 2 + ((round * 37) % 211);
  while (writer.lines.length < lines) await new Promise((resolve) => setImmediate(resolve));
  if (round % 2 === 1) killServer(dataDir);
  await writer.kill();
  for (const line of writer.lines.slice(1)) {
    const [deviceId = '', revision] = line.split(' ');
    told[deviceId] = Number(revision);
  }
  return told;
}

test(`kill -9 of a program that saves turns, ${ROUNDS} times: nothing acknowledged is lost, nothing is there by half`, () =>
  withTempFolder(async (dir, later) => {
    const dataDir = join(dir, 'pg');
    await withTempFolder((_, sooner) => begin(dataDir, sooner).then(() => undefined));
    let acknowledged: Record<string, number> = Object.fromEntries(DEVICES.map((deviceId) => [deviceId, 0]));
    for (let round = 0; round < ROUNDS; round++) {
      acknowledged = await liveAndDie(dataDir, round, acknowledged, later);
    }
    const server = await launchPostgres({ dataDir, log: QUIET });
    later(server.stop);
    const store = await openStore({ url: server.url, secretsKey: KEY, log: QUIET });
    later(() => store.close());
    await checkSaves(store, DEVICES, acknowledged);
    assert.ok(Object.values(acknowledged).reduce((sum, revision) => sum + revision) > ROUNDS);
  }));

test('kill -9 of the server under load: saves are rejected, the store goes on by itself, nothing acknowledged is lost', () =>
  withTempFolder(async (dir, later) => {
    const dataDir = join(dir, 'pg');
    const store = await begin(dataDir, later);
    const acknowledged: Record<string, number> = {};
    const start = performance.now();
    let failures = 0;
    let killed = false;

    const work = async (deviceId: string): Promise<void> => {
      while (performance.now() - start < RECOVERY_MS_MAX) {
        try {
          const revision = (await store.loadTurn(deviceId))?.revision ?? -1;
          assert.equal(await saveNext(store, deviceId, revision), 'saved');
          acknowledged[deviceId] = revision + 1;
          if (failures > 0) return;
          if (!killed && revision === 20) {
            killed = true;
            killServer(dataDir);
          }
        } catch {
          failures++;
          await new Promise((resolve) => setImmediate(resolve));
        }
      }
      assert.fail(`${deviceId} never got through again`);
    };
    await Promise.all(DEVICES.map(work));
    assert.ok(failures > 0);
    assert.deepEqual(await checkSaves(store, DEVICES, acknowledged), acknowledged);
  }));
