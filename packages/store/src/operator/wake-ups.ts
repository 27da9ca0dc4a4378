import { FLEET_LIMITS, type FleetStore } from '@scomo/fleet';
import { type Kysely, sql } from 'kysely';
import { rowsWanted, toPage } from '../cursor.ts';
import { toJson } from '../json.ts';
import type { Schema } from '../schema.ts';
import { toWakeUp, type WakeUpColumns } from '../wake-up/columns.ts';
import { olderThan, positionOf } from './newest-first.ts';

type Ours = Pick<FleetStore, 'setWakeUp' | 'createWakeUp' | 'wakeUps'>;

const SESSION_IDS = 0xffff;

/** Wake-ups of devices, newest first. */
export function wakeUps(db: Kysely<Schema>): Ours {
  const { wakeUpsKept, wakeUpRetrySecondsFirst } = FLEET_LIMITS;
  return {
    async setWakeUp(deviceId, addresses) {
      const { numUpdatedRows } = await db
        .updateTable('devices')
        .set({ wake_up: toJson(addresses) })
        .where('device_id', '=', deviceId)
        .executeTakeFirst();
      return numUpdatedRows === 1n;
    },

    // Session ids of a device count on from a random one, so that none comes twice in 65,535. One that is open already
    // starts over, no sooner than its first retry would come. The oldest go.
    async createWakeUp({ deviceId, id, uiMode, state, reason, askedAt, expiresAt }) {
      const { rows } = await sql<WakeUpColumns>`
        with made as (
          insert into wake_ups as k (device_id, id, session_id, ui_mode, state, reason, tries, next_check_at,
            asked_at, expires_at)
          select d.device_id, ${id},
            coalesce((select p.session_id from wake_ups p where p.device_id = d.device_id
              order by p.asked_at desc, p.id desc limit 1), floor(random() * ${SESSION_IDS})::integer)
              % ${SESSION_IDS} + 1,
            ${uiMode}, ${state}, ${reason}, 0, ${askedAt}, ${askedAt}, ${expiresAt}
          from devices d where d.device_id = ${deviceId} and d.wake_up <> '[]'
          on conflict (device_id) where next_check_at is not null do update set
            tries = 0, asked_at = excluded.asked_at,
            next_check_at = greatest(${askedAt}::timestamptz,
              k.sent_at + make_interval(secs => ${wakeUpRetrySecondsFirst})),
            expires_at = greatest(k.expires_at, excluded.expires_at)
          returning *),
        pruned as (
          delete from wake_ups o using (
            select x.id from wake_ups x where x.device_id = ${deviceId} and x.next_check_at is null
            order by x.asked_at desc, x.id desc offset ${wakeUpsKept - 1}) p
          where o.device_id = ${deviceId} and o.id = p.id)
        select * from made`.execute(db);
      const [row] = rows;
      return row && toWakeUp(row);
    },

    async wakeUps(page) {
      let query = db
        .selectFrom('wake_ups')
        .selectAll()
        .where('device_id', '=', page.deviceId)
        .orderBy('asked_at', 'desc')
        .orderBy('id', 'desc')
        .limit(rowsWanted(page));
      if (page.after !== undefined) query = query.where(olderThan(page.after, 'asked_at', 'id'));
      return toPage(page, await query.execute(), (row) => positionOf(row.asked_at, row.id), toWakeUp);
    },
  };
}
