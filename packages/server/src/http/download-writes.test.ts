import assert from 'node:assert/strict';
import { createHash } from 'node:crypto';
import { after, before, test } from 'node:test';
import pg from 'pg';
import { type Running, running } from '../../test/running.ts';
import { makePackage } from '../../test/vendor.ts';
import { dataFolder } from '../files/data-folder.ts';
import { readKeys } from '../files/keys.ts';
import { downloadLink } from './download-link.ts';

let database: pg.Client;
let here: Running;

before(async () => {
  here = await running();
  database = new pg.Client(here.databaseUrl);
  await database.connect();
});
after(async () => {
  await database.end();
  await here.stop();
});

/** Every row of every table by the transaction that wrote it last, and where it lies. */
async function rows(): Promise<readonly string[]> {
  const { rows: tables } = await database.query<{ name: string }>(
    "select tablename as name from pg_tables where schemaname = 'public' order by 1",
  );
  const found: string[] = [];
  for (const { name } of tables) {
    const { rows: stamps } = await database.query<{ stamp: string }>(
      `select xmin || ' ' || ctid as stamp from "${name}" order by 1`,
    );
    found.push(...stamps.map(({ stamp }) => `${name} ${stamp}`));
  }
  return found;
}

test('a download in many ranges writes no row', async () => {
  const { client, server, dataDir } = here;
  await client.createDeviceType({ body: { name: 'box' } });
  await client.createDevice({ body: { deviceId: 'IMEI:1', deviceType: 'box' } });
  const file = makePackage({ component: 'com.acme.ui', version: '2.1' });
  const { id } = await client.uploadPackage({ upload: file });
  await client.publishPackage({ params: { id } });
  await client.createTask({
    body: { deviceId: 'IMEI:1', kind: 'operation', operation: 'Download', packageId: id },
  });
  const digest = createHash('sha256').update(file).digest('hex');
  const link = server.url + downloadLink(digest, 'IMEI:1', Date.now(), readKeys(dataFolder(dataDir)).links);
  const start = await rows();
  assert.ok(start.some((row) => row.startsWith('tasks ')));
  const pieces: Uint8Array[] = [];
  for (let at = 0; at < file.length; at += 10) {
    const answer = await fetch(link, { headers: { range: `bytes=${at}-${at + 9}` } });
    assert.equal(answer.status, 206);
    pieces.push(new Uint8Array(await answer.arrayBuffer()));
  }
  assert.ok(pieces.length > 100);
  assert.deepEqual(Buffer.concat(pieces), Buffer.from(file));
  assert.deepEqual(await rows(), start);
});
