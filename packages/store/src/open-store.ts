import type { FleetStore } from '@scomo/fleet';
import { Kysely, PostgresDialect } from 'kysely';
import pg from 'pg';
import { deviceLane } from './batch/device-lane.ts';
import { CONNECT_WAIT_MS, CONNECTIONS_MAX, STATEMENT_MS_MAX } from './limits.ts';
import type { Log } from './log.ts';
import { migrate } from './migrate.ts';
import { deviceTypes } from './operator/device-types.ts';
import { devices } from './operator/devices.ts';
import { endTasks } from './operator/end-tasks.ts';
import { enrolments } from './operator/enrolments.ts';
import { asking, offers } from './operator/offers.ts';
import { packages } from './operator/packages.ts';
import { releases } from './operator/releases.ts';
import { replays } from './operator/replays.ts';
import { sessions } from './operator/sessions.ts';
import { tasks } from './operator/tasks.ts';
import { wakeUps } from './operator/wake-ups.ts';
import type { Schema } from './schema.ts';
import { secretBox } from './secrets.ts';
import { announcements } from './wake-up/announcements.ts';
import { dueWakeUps } from './wake-up/due-wake-ups.ts';

/**
 * Opens the fleet's store on PostgreSQL ≥ 15 and brings its schema up to date.
 * @param options.secretsKey 32 bytes that seal the devices' secrets; lost key, lost accounts. security.md A9
 */
export async function openStore(options: {
  readonly url: string;
  readonly secretsKey: Uint8Array;
  readonly log: Log;
}): Promise<FleetStore> {
  const { url, log } = options;
  const box = secretBox(options.secretsKey);
  const connection = { connectionString: url, connectionTimeoutMillis: CONNECT_WAIT_MS };
  await bringUpToDate(connection);

  const pool = new pg.Pool({
    ...connection,
    max: CONNECTIONS_MAX,
    options: `-c TimeZone=UTC -c statement_timeout=${STATEMENT_MS_MAX}`,
  });
  // A connection that breaks while unused.
  pool.on('error', (error) => log.warn(`database connection lost: ${error.message}`));
  // One that breaks in a transaction rejects its query, and says so here as well: unheard, that would end the program.
  pool.on('connect', (client) => client.on('error', () => undefined));
  const db = new Kysely<Schema>({ dialect: new PostgresDialect({ pool }) });
  const { drained, ...turns } = deviceLane(pool, box, log);
  const { endHearing, ...toAll } = announcements(pool, connection, log);
  let closed: Promise<void> | undefined;
  return {
    ...turns,
    ...deviceTypes(db),
    ...devices(db, box),
    ...packages(db),
    ...releases(db),
    ...offers(db),
    ...asking(db),
    ...tasks(db),
    ...endTasks(db),
    ...sessions(db),
    ...enrolments(db),
    ...replays(db),
    ...wakeUps(db),
    ...dueWakeUps(pool, box),
    ...toAll,
    close: () => {
      closed ??= Promise.all([drained(), endHearing()]).then(() => db.destroy());
      return closed;
    },
  };
}

async function bringUpToDate(connection: pg.ClientConfig): Promise<void> {
  const client = new pg.Client(connection);
  client.on('error', () => undefined);
  await client.connect();
  try {
    await migrate(client);
  } finally {
    await client.end();
  }
}
