import { writeSync } from 'node:fs';
import { openStore } from '../src/open-store.ts';
import { launchPostgres } from '../src/postgres/launch-postgres.ts';
import { checkSaves, saveNext } from './check-saves.ts';
import { KEY, QUIET } from './samples.ts';

// The whole program in small, on the folder given: checks what earlier runs had been told was saved, says where the
// devices stand, then saves turns of all of them as fast as it can, one line per acknowledged save, until it is killed.
const [dataDir = '', acknowledged = '{}'] = process.argv.slice(2);
const told = JSON.parse(acknowledged) as Record<string, number>;
const server = await launchPostgres({ dataDir, log: QUIET });
const store = await openStore({ url: server.url, secretsKey: KEY, log: QUIET });
const found = await checkSaves(store, Object.keys(told), told).catch(async (error: Error) => {
  // No first line: the test sees that, and the reason stands in its output.
  console.error(error);
  await store.close();
  await server.stop();
  process.exit(1);
});
writeSync(1, `${JSON.stringify(found)}\n`);

async function work(deviceId: string, start: number): Promise<void> {
  for (let revision = start; ; revision++) {
    const outcome = await saveNext(store, deviceId, revision);
    if (outcome !== 'saved') throw new Error(`${deviceId}: ${outcome}`);
    writeSync(1, `${deviceId} ${revision + 1}\n`);
  }
}

await Promise.all(Object.entries(found).map(([deviceId, revision]) => work(deviceId, revision)));
