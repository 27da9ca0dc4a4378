import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';
import pg from 'pg';
import { storeContract } from '../test/contract.ts';
import { accountOf, deviceOf, KEY, QUIET, TYPE } from '../test/samples.ts';
import { SchemaTooNewError } from './migrate.ts';
import { openStore } from './open-store.ts';
import { type ThrowAwayPostgres, throwAwayPostgres } from './throw-away-postgres.ts';

let postgres: ThrowAwayPostgres;
before(async () => {
  postgres = await throwAwayPostgres();
});
after(() => postgres.stop());

async function query(url: string, text: string): Promise<pg.QueryResult> {
  const client = new pg.Client(url);
  await client.connect();
  return client.query(text).finally(() => client.end());
}

describe('store on the embedded server', () => {
  storeContract({
    open: async () => openStore({ url: await postgres.freshDatabase(), secretsKey: KEY, log: QUIET }),
  });
});

describe('opening', () => {
  test('two programs that open one empty database both find it ready', async () => {
    const url = await postgres.freshDatabase();
    await query(url, 'drop schema public cascade');
    await query(url, 'create schema public');
    const stores = await Promise.all([1, 2].map(() => openStore({ url, secretsKey: KEY, log: QUIET })));
    assert.deepEqual(await stores[0]?.devices({ limit: 1 }), { items: [] });
    assert.deepEqual(await stores[1]?.devices({ limit: 1 }), { items: [] });
    await Promise.all(stores.map((store) => store.close()));
  });

  test('a newer schema is refused', async () => {
    const url = await postgres.freshDatabase();
    await query(url, "insert into schema_migrations (version, name) values (9999, 'from the future')");
    await assert.rejects(openStore({ url, secretsKey: KEY, log: QUIET }), SchemaTooNewError);
  });

  test('a key of the wrong length is refused', async () => {
    const url = await postgres.freshDatabase();
    for (const bytes of [31, 33]) {
      const opening = openStore({ url, secretsKey: new Uint8Array(bytes), log: QUIET });
      await assert.rejects(opening, /32 bytes/);
    }
  });

  test('a database that is not there is an error at once', async () => {
    const url = (await postgres.freshDatabase()).replace(/test_\d+/, 'nowhere');
    await assert.rejects(openStore({ url, secretsKey: KEY, log: QUIET }), /"nowhere" does not exist/);
  });
});

describe('announcements', () => {
  const open = (url: string) => openStore({ url, secretsKey: KEY, log: QUIET });
  const PUSH = Buffer.alloc(1000, 7);

  test('come to every program on the database, also after its connection broke, and to no other database', async () => {
    const url = await postgres.freshDatabase();
    const stores = await Promise.all([open(url), open(url), open(await postgres.freshDatabase())]);
    const [first, , stranger] = stores;
    const heard = stores.map(() => [] as string[]);
    await Promise.all(
      stores.map((store, n) => store.hear((id, push) => heard[n]?.push(`${id} ${PUSH.equals(push)}`))),
    );
    const both = async (text: string) => {
      const deadline = performance.now() + 20_000;
      while (heard.slice(0, 2).some((each) => !each.includes(text))) {
        assert.ok(performance.now() < deadline, `${text} did not come: ${JSON.stringify(heard)}`);
        await first?.announce(text.replace(/ true$/, ''), PUSH);
        await new Promise((done) => setTimeout(done, 50));
      }
    };
    await both('Gerät "1" true');
    await query(
      url,
      "select pg_terminate_backend(pid, 5000) from pg_stat_activity where query like 'listen%' and datname = current_database()",
    );
    await both('D2 true');
    await stranger?.announce('D3', PUSH);
    await Promise.all(stores.map((store) => store.close()));
    assert.ok(heard[2]?.every((each) => each === 'D3 true'));
  });
});

describe('secrets at rest', () => {
  test('the database shows neither digest nor secret; another key opens nothing, and only that device suffers', async () => {
    const url = await postgres.freshDatabase();
    const store = await openStore({ url, secretsKey: KEY, log: QUIET });
    await store.createDeviceType(TYPE);
    for (const id of ['D1', 'D2']) await store.createDevice(deviceOf(id), accountOf(id));
    const { rows } = await query(url, 'select s::text, encode(secrets, $$escape$$) from device_state s');
    assert.doesNotMatch(JSON.stringify(rows), /a1 of|secret of/);
    await query(
      url,
      "update device_state set secrets = (select secrets from device_state where device_id = 'D1')",
    );
    const [own, swapped] = await Promise.allSettled([store.loadTurn('D1'), store.loadTurn('D2')]);
    assert.deepEqual([own.status, swapped.status], ['fulfilled', 'rejected']);
    await store.close();
    const stranger = await openStore({ url, secretsKey: KEY.map((byte) => byte ^ 1), log: QUIET });
    await assert.rejects(stranger.loadTurn('D1'), /row of D1/);
    await stranger.close();
  });
});
