import type { FleetStore, Package } from '@scomo/fleet';
import type { Kysely, Selectable } from 'kysely';
import { rowsWanted, toPage } from '../cursor.ts';
import { instant } from '../instant.ts';
import { toJson } from '../json.ts';
import type { Schema } from '../schema.ts';
import { olderThan, positionOf } from './newest-first.ts';

type Ours = Pick<FleetStore, 'createPackage' | 'publishPackage' | 'package' | 'packageByDigest' | 'packages'>;

/** The catalogue, newest first. */
export function packages(db: Kysely<Schema>): Ours {
  return {
    async createPackage(pkg) {
      const row = {
        id: pkg.id,
        component: pkg.component,
        version: pkg.version,
        digest: pkg.digest,
        bytes: pkg.bytes,
        manifest: toJson(pkg.manifest),
        epoch: pkg.manifest.epoch,
        counter: pkg.manifest.counter,
        published: pkg.published,
        created_at: pkg.createdAt,
      };
      const { numInsertedOrUpdatedRows } = await db
        .insertInto('packages')
        .values(row)
        .onConflict((conflict) => conflict.doNothing())
        .executeTakeFirst();
      return numInsertedOrUpdatedRows === 1n;
    },

    async publishPackage(id) {
      const row = await db
        .updateTable('packages')
        .set({ published: true })
        .where('id', '=', id)
        .returningAll()
        .executeTakeFirst();
      return row && toPackage(row);
    },

    async package(id) {
      const row = await db.selectFrom('packages').selectAll().where('id', '=', id).executeTakeFirst();
      return row && toPackage(row);
    },

    async packageByDigest(digest) {
      const row = await db.selectFrom('packages').selectAll().where('digest', '=', digest).executeTakeFirst();
      return row && toPackage(row);
    },

    async packages(page) {
      let query = db
        .selectFrom('packages')
        .selectAll()
        .orderBy('created_at', 'desc')
        .orderBy('id', 'desc')
        .limit(rowsWanted(page));
      if (page.component !== undefined) query = query.where('component', '=', page.component);
      if (page.after !== undefined) query = query.where(olderThan(page.after, 'created_at', 'id'));
      return toPage(page, await query.execute(), (row) => positionOf(row.created_at, row.id), toPackage);
    },
  };
}

function toPackage(row: Selectable<Schema['packages']>): Package {
  return {
    id: row.id,
    component: row.component,
    version: row.version,
    digest: row.digest,
    bytes: Number(row.bytes),
    manifest: row.manifest,
    published: row.published,
    createdAt: instant(row.created_at),
  };
}
