import type { FleetStore, Release } from '@scomo/fleet';
import type { Kysely, Selectable } from 'kysely';
import { rowsWanted, toPage } from '../cursor.ts';
import { instant } from '../instant.ts';
import { toJson } from '../json.ts';
import type { Schema } from '../schema.ts';
import { olderThan, positionOf } from './newest-first.ts';

type Ours = Pick<FleetStore, 'createRelease' | 'release' | 'releases'>;

/** Releases, newest first. */
export function releases(db: Kysely<Schema>): Ours {
  return {
    async createRelease(release) {
      const row = {
        id: release.id,
        name: release.name,
        package_ids: toJson(release.packageIds),
        atomic: release.atomic,
        created_at: release.createdAt,
      };
      const { numInsertedOrUpdatedRows } = await db
        .insertInto('releases')
        .values(row)
        .onConflict((conflict) => conflict.doNothing())
        .executeTakeFirst();
      return numInsertedOrUpdatedRows === 1n;
    },

    async release(id) {
      const row = await db.selectFrom('releases').selectAll().where('id', '=', id).executeTakeFirst();
      return row && toRelease(row);
    },

    async releases(page) {
      let query = db
        .selectFrom('releases')
        .selectAll()
        .orderBy('created_at', 'desc')
        .orderBy('id', 'desc')
        .limit(rowsWanted(page));
      if (page.after !== undefined) query = query.where(olderThan(page.after, 'created_at', 'id'));
      return toPage(page, await query.execute(), (row) => positionOf(row.created_at, row.id), toRelease);
    },
  };
}

function toRelease(row: Selectable<Schema['releases']>): Release {
  return {
    id: row.id,
    name: row.name,
    packageIds: row.package_ids,
    atomic: row.atomic,
    createdAt: instant(row.created_at),
  };
}
