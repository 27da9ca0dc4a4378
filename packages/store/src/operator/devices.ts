import type { Device, FleetStore } from '@scomo/fleet';
import { type Kysely, type Selectable, sql } from 'kysely';
import { toColumns } from '../account-columns.ts';
import { fromCursor, rowsWanted, toPage } from '../cursor.ts';
import { instant, optionalInstant } from '../instant.ts';
import { toInventoryRow } from '../inventory/columns.ts';
import { toJson } from '../json.ts';
import type { Schema } from '../schema.ts';
import type { SecretBox } from '../secrets.ts';

type Ours = Pick<FleetStore, 'createDevice' | 'device' | 'devices' | 'deleteDevice' | 'inventory'>;

/** Devices with their accounts, listed by device id. */
export function devices(db: Kysely<Schema>, box: SecretBox): Ours {
  const select = () =>
    db
      .selectFrom('devices as d')
      .innerJoin('device_state as s', 's.device_id', 'd.device_id')
      .innerJoin('device_types as t', 't.name', 'd.device_type')
      .select(['d.device_id', 'd.device_type', 'd.labels', 'd.info', 'd.wake_up', 'd.learnt', 'd.created_at'])
      .select('t.profile as type_profile')
      .select(['s.last_seen_at', 's.inventory_at']);

  return {
    async createDevice(device, account) {
      const state = toColumns(account, box);
      // One statement, so that there is never a device without its account.
      const { rows } = await sql`
        with made as (
          insert into devices (device_id, device_type, labels, info, wake_up, created_at)
          values (${device.deviceId}, ${device.deviceType}, ${toJson(device.labels)}, ${toJson(device.info)},
            ${toJson(device.wakeUp)}, ${device.createdAt})
          on conflict do nothing
          returning device_id)
        insert into device_state (device_id, revision, account, secrets, nonces)
        select device_id, 0, ${toJson(state.account)}, ${state.secrets}, ${toJson(state.nonces)} from made
        returning device_id`
        .execute(db)
        .catch((error: unknown) => {
          if (isTaken(error)) return { rows: [] };
          throw error;
        });
      return rows.length === 1;
    },

    async device(deviceId) {
      const row = await select().where('d.device_id', '=', deviceId).executeTakeFirst();
      return row && toDevice(row);
    },

    async devices(page) {
      let query = select().orderBy('d.device_id').limit(rowsWanted(page));
      if (page.deviceType !== undefined) query = query.where('d.device_type', '=', page.deviceType);
      if (page.after !== undefined) {
        query = query.where('d.device_id', '>', fromCursor(page.after, 1)[0] ?? '');
      }
      return toPage(page, await query.execute(), (row) => [row.device_id], toDevice);
    },

    async deleteDevice(deviceId) {
      return db.transaction().execute(async (own) => {
        // The state first, as turns lock it: the other way round the two would wait for each other.
        await sql`select 1 from device_state where device_id = ${deviceId} for update`.execute(own);
        await own.deleteFrom('session_messages').where('device_id', '=', deviceId).execute();
        const gone = await own.deleteFrom('devices').where('device_id', '=', deviceId).executeTakeFirst();
        return gone.numDeletedRows === 1n;
      });
    },

    async inventory(deviceId) {
      const rows = await db
        .selectFrom('inventory')
        .selectAll()
        .where('device_id', '=', deviceId)
        .orderBy('component')
        .orderBy('uri')
        .execute();
      return rows.map(toInventoryRow);
    },
  };
}

/** Another account has the user name that finds MACs. */
function isTaken(error: unknown): boolean {
  return error instanceof Error && 'constraint' in error && error.constraint === 'device_state_by_mac_name';
}

type DeviceRow = Selectable<Schema['devices']> &
  Pick<Selectable<Schema['device_state']>, 'last_seen_at' | 'inventory_at'> & {
    readonly type_profile: string | null;
  };

function toDevice(row: DeviceRow): Device {
  return {
    deviceId: row.device_id,
    deviceType: row.device_type,
    labels: row.labels,
    info: row.info,
    ...(row.learnt !== null && { learnt: row.learnt }),
    ...(row.type_profile !== null && { typeProfile: row.type_profile }),
    wakeUp: row.wake_up,
    createdAt: instant(row.created_at),
    ...optionalInstant('lastSeenAt', row.last_seen_at),
    ...optionalInstant('inventoryAt', row.inventory_at),
  };
}
