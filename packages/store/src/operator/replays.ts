import type { FleetStore } from '@scomo/fleet';
import type { Kysely } from 'kysely';
import { REPLAY_KEPT_HOURS } from '../limits.ts';
import type { Schema } from '../schema.ts';

type Ours = Pick<FleetStore, 'replay' | 'remember'>;

const HOUR_MS = 3_600_000;

/** Responses by Idempotency-Key; the first one stays, for a day. */
export function replays(db: Kysely<Schema>): Ours {
  return {
    async replay(key) {
      const row = await db.selectFrom('replays').selectAll().where('key', '=', key).executeTakeFirst();
      return row && { requestDigest: row.request_digest, status: row.status, body: row.body };
    },

    async remember(key, requestDigest, status, body, at) {
      const kept = new Date(Date.parse(at) - REPLAY_KEPT_HOURS * HOUR_MS);
      await db.deleteFrom('replays').where('at', '<', kept).execute();
      await db
        .insertInto('replays')
        .values({ key, request_digest: requestDigest, status, body, at })
        .onConflict((conflict) => conflict.doNothing())
        .execute();
    },
  };
}
