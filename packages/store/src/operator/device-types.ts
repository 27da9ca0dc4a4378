import type { DeviceType, FleetStore } from '@scomo/fleet';
import type { Kysely, Selectable } from 'kysely';
import { fromCursor, rowsWanted, toPage } from '../cursor.ts';
import { instant } from '../instant.ts';
import type { Schema } from '../schema.ts';

type Ours = Pick<FleetStore, 'createDeviceType' | 'deviceType' | 'deviceTypes'>;

/** Device types, listed by name. */
export function deviceTypes(db: Kysely<Schema>): Ours {
  return {
    async createDeviceType(type) {
      const row = {
        name: type.name,
        description: type.description,
        legacy: type.legacy,
        profile: type.profile ?? null,
        weak_bootstrap: type.weakBootstrap,
        resync: type.resync,
        link: type.link,
        direct_bytes_max: type.directBytesMax ?? null,
        created_at: type.createdAt,
      };
      const { numInsertedOrUpdatedRows } = await db
        .insertInto('device_types')
        .values(row)
        .onConflict((conflict) => conflict.doNothing())
        .executeTakeFirst();
      return numInsertedOrUpdatedRows === 1n;
    },

    async deviceType(name) {
      const row = await db.selectFrom('device_types').selectAll().where('name', '=', name).executeTakeFirst();
      return row && toDeviceType(row);
    },

    async deviceTypes(page) {
      let query = db.selectFrom('device_types').selectAll().orderBy('name').limit(rowsWanted(page));
      if (page.after !== undefined) query = query.where('name', '>', fromCursor(page.after, 1)[0] ?? '');
      return toPage(page, await query.execute(), (row) => [row.name], toDeviceType);
    },
  };
}

function toDeviceType(row: Selectable<Schema['device_types']>): DeviceType {
  return {
    name: row.name,
    description: row.description,
    legacy: row.legacy,
    ...(row.profile !== null && { profile: row.profile }),
    weakBootstrap: row.weak_bootstrap,
    resync: row.resync,
    link: row.link,
    ...(row.direct_bytes_max !== null && { directBytesMax: row.direct_bytes_max }),
    createdAt: instant(row.created_at),
  };
}
