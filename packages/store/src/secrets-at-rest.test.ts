import assert from 'node:assert/strict';
import { createHash, randomBytes } from 'node:crypto';
import { test } from 'node:test';
import pg from 'pg';
import { accountOf, at, deviceOf, KEY, QUIET, sessionOf, TYPE } from '../test/samples.ts';
import { openStore } from './open-store.ts';
import { throwAwayPostgres } from './throw-away-postgres.ts';

const DEVICES = 500;

test(`A9 a dump of the database with ${DEVICES} devices holds no digest and no secret of theirs`, async () => {
  const postgres = await throwAwayPostgres();
  const url = await postgres.freshDatabase();
  const store = await openStore({ url, secretsKey: KEY, log: QUIET });
  const known: string[] = [];
  try {
    await store.createDeviceType(TYPE);
    for (let n = 0; n < DEVICES; n += 1) {
      const account = accountOf(`D${n}`);
      const secret = randomBytes(32).toString('base64url');
      const a1 = createHash('md5').update(`dev:${secret}`).digest('base64');
      known.push(secret, a1);
      const scheme = (['basic', 'md5', 'hmac'] as const)[n % 3] ?? 'md5';
      const incoming = { ...account.incoming, scheme, a1 };
      await store.createDevice(deviceOf(`D${n}`), {
        ...account,
        incoming,
        outgoing: { ...account.outgoing, secret },
      });
    }
    const [a1 = '', clientSecret = '', serverSecret = ''] = ['', '', ''].map(() =>
      randomBytes(32).toString('base64'),
    );
    known.push(a1, clientSecret, serverSecret);
    const rotation = { usedAt: at(1), next: { a1, clientSecret, serverSecret } };
    const session = sessionOf('se_1', 'D0');
    await store.saveTurn({ deviceId: 'D0', revision: 0, session, rotation, seenAt: at(1) });
    const dump = await dumpOf(url);
    assert.ok(dump.includes('user-D7'), 'it is a dump');
    const found = known.filter((text) => formsOf(text).some((form) => dump.includes(form)));
    assert.deepEqual(found, []);
  } finally {
    await store.close();
    await postgres.stop();
  }
});

/** Every row of every table as text. */
async function dumpOf(url: string): Promise<string> {
  const client = new pg.Client({ connectionString: url });
  await client.connect();
  try {
    const tables = await client.query<{ readonly name: string }>(
      "select format('%I.%I', table_schema, table_name) as name from information_schema.tables where table_schema = 'public'",
    );
    const texts: string[] = [];
    for (const { name } of tables.rows) {
      const { rows } = await client.query<{ readonly text: string }>(`select t::text as text from ${name} t`);
      texts.push(...rows.map((row) => row.text));
    }
    return texts.join('\n');
  } finally {
    await client.end();
  }
}

/** A text as it is, and how columns of octets would show it or what it stands for. */
function formsOf(text: string): readonly string[] {
  const raw = Buffer.from(text, 'base64');
  return [text, Buffer.from(text).toString('hex'), raw.toString('hex'), Buffer.from(text).toString('base64')];
}
