import type { FleetStore, Offer, OfferedRelease, TaskOrigin } from '@scomo/fleet';
import { type Kysely, type Selectable, sql } from 'kysely';
import { rowsWanted, toPage } from '../cursor.ts';
import { instant, optionalInstant } from '../instant.ts';
import { toJson } from '../json.ts';
import type { Schema } from '../schema.ts';
import type { TaskColumns } from '../task-columns.ts';
import { olderThan, positionOf } from './newest-first.ts';

type Ours = Pick<FleetStore, 'createOffer' | 'offer' | 'offers' | 'endOffer'>;
type Asking = Pick<FleetStore, 'offersFor' | 'askedTasks'>;
type OfferRow = Selectable<Schema['offers']>;

/** Offers, newest first. */
export function offers(db: Kysely<Schema>): Ours {
  return {
    async createOffer({ id, title, releaseId, mode, deviceTypes, deviceIds, createdAt, ...terms }) {
      const row = {
        ...{ id, title, release_id: releaseId, mode },
        device_types: toJson(deviceTypes),
        device_ids: toJson(deviceIds),
        terms: toJson(terms),
        created_at: createdAt,
      };
      const { numInsertedOrUpdatedRows } = await db
        .insertInto('offers')
        .values(row)
        .onConflict((conflict) => conflict.doNothing())
        .executeTakeFirst();
      return numInsertedOrUpdatedRows === 1n;
    },

    async offer(id) {
      const row = await db.selectFrom('offers').selectAll().where('id', '=', id).executeTakeFirst();
      return row && toOffer(row);
    },

    async offers(page) {
      let query = db
        .selectFrom('offers')
        .selectAll()
        .orderBy('created_at', 'desc')
        .orderBy('id', 'desc')
        .limit(rowsWanted(page));
      if (page.after !== undefined) query = query.where(olderThan(page.after, 'created_at', 'id'));
      return toPage(page, await query.execute(), (row) => positionOf(row.created_at, row.id), toOffer);
    },

    async endOffer(id, at) {
      const row = await db
        .updateTable('offers')
        .set({ ended_at: sql`coalesce(ended_at, ${at}::timestamptz)` })
        .where('id', '=', id)
        .returningAll()
        .executeTakeFirst();
      return row && toOffer(row);
    },
  };
}

/** What devices are offered, and what they have made of it. */
export function asking(db: Kysely<Schema>): Asking {
  return {
    async offersFor({ deviceId, deviceType }, limit) {
      const { rows } = await sql<OfferRow & { packages: OfferedRelease['packages'] }>`
        select o.*, p.packages from (
          select * from offers
          where ended_at is null and (device_types ? ${deviceType} or device_ids ? ${deviceId})
          order by created_at desc, id desc limit ${limit}) o
        join releases r on r.id = o.release_id
        join lateral (
          select bool_and(p.published) as published, json_agg(json_build_object('id', p.id,
            'component', p.component, 'version', p.version, 'digest', p.digest, 'bytes', p.bytes,
            'manifest', p.manifest::jsonb - 'files' - 'chunks') order by w.n) as packages
          from jsonb_array_elements_text(r.package_ids) with ordinality as w(id, n)
          join packages p on p.id = w.id) p on p.published
        order by o.created_at desc, o.id desc`.execute(db);
      return rows.map(({ packages, ...row }) => ({ offer: toOffer(row), packages }));
    },

    async askedTasks(deviceId, limit) {
      const { rows } = await sql<
        Pick<TaskColumns, 'id' | 'state'> & { created_at: Date; origin: TaskOrigin }
      >`
        select id, state, created_at, facts -> 'origin' as origin from tasks
        where device_id = ${deviceId} and facts ? 'origin'
        order by created_at desc, id desc limit ${limit}`.execute(db);
      return rows.map(({ id, state, created_at, origin }) => ({
        ...{ id, origin, createdAt: instant(created_at) },
        state: state as OfferedState,
      }));
    },
  };
}

type OfferedState = Awaited<ReturnType<FleetStore['askedTasks']>>[number]['state'];

function toOffer(row: OfferRow): Offer {
  return {
    ...row.terms,
    ...{ id: row.id, title: row.title, releaseId: row.release_id, mode: row.mode },
    ...{ deviceTypes: row.device_types, deviceIds: row.device_ids },
    createdAt: instant(row.created_at),
    ...optionalInstant('endedAt', row.ended_at),
  };
}
