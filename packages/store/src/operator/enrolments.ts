import type { FleetStore } from '@scomo/fleet';
import type { Kysely } from 'kysely';
import type { Schema } from '../schema.ts';

type Ours = Pick<FleetStore, 'createEnrolment' | 'takeEnrolment'>;

/** One-time enrolment tokens, known by their digest only. security.md A4 */
export function enrolments(db: Kysely<Schema>): Ours {
  return {
    async createEnrolment(tokenDigest, deviceType, expiresAt) {
      const { numInsertedOrUpdatedRows } = await db
        .insertInto('enrolments')
        .values({ token_digest: tokenDigest, device_type: deviceType, expires_at: expiresAt })
        .onConflict((conflict) => conflict.doNothing())
        .executeTakeFirst();
      return numInsertedOrUpdatedRows === 1n;
    },

    async takeEnrolment(tokenDigest, now) {
      const row = await db
        .deleteFrom('enrolments')
        .where('token_digest', '=', tokenDigest)
        .returning(['device_type', 'expires_at'])
        .executeTakeFirst();
      return row && row.expires_at.toISOString() > now ? { deviceType: row.device_type } : undefined;
    },
  };
}
