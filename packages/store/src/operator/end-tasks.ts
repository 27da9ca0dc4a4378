import type { FleetStore } from '@scomo/fleet';
import { type Kysely, type RawBuilder, sql } from 'kysely';
import type { Schema } from '../schema.ts';

type Ours = Pick<FleetStore, 'cancelTask' | 'expireTasks'>;

/** Tasks ended at once by a sweep; the rest follows in the next turn of the loop. */
const EXPIRED_AT_ONCE = 1_000;

/** How tasks end without their device. */
export function endTasks(db: Kysely<Schema>): Ours {
  return {
    cancelTask: async (id, at) =>
      (await end(db, sql<boolean>`t.id = ${id}`, 'cancelled', 'cancelled by an operator', at)) === 1,
    async expireTasks(now) {
      const due = sql<boolean>`t.expires_at <= ${now}`;
      let total = 0;
      for (;;) {
        const ended = await end(db, due, 'expired', 'past its end of validity', now);
        total += ended;
        if (ended < EXPIRED_AT_ONCE) return total;
      }
    },
  };
}

/**
 * Moves the revision of each device concerned: a turn that is under way with the task still open becomes stale
 * instead of sending commands for it (security.md P16). Devices are locked first and in order, like turns do.
 */
async function end(
  db: Kysely<Schema>,
  which: RawBuilder<boolean>,
  state: 'cancelled' | 'expired',
  reason: string,
  at: string,
): Promise<number> {
  const { rows } = await sql`
    with chosen as materialized (
      select t.device_id, t.id from tasks t where t.open and ${which} limit ${EXPIRED_AT_ONCE}),
    held as materialized (
      select s.device_id from device_state s
      where s.device_id in (select device_id from chosen)
      order by s.device_id for update of s),
    ended as (
      update tasks t set state = ${state}, open = false,
        facts = t.facts || jsonb_build_object('reason', ${reason}::text, 'since', ${at}::text, 'nextCheckAt', null)
      from chosen c, held h
      where t.device_id = c.device_id and t.id = c.id and h.device_id = c.device_id and t.open
      returning t.device_id, t.id),
    fenced as (
      update device_state s set revision = s.revision + 1
      where s.device_id in (select device_id from ended))
    insert into task_events (device_id, task_id, at, state, reason)
    select device_id, id, ${at}, ${state}, ${reason} from ended
    returning n`.execute(db);
  return rows.length;
}
