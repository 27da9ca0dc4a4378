import type { FleetStore, SessionRecord } from '@scomo/fleet';
import type { Kysely, Selectable } from 'kysely';
import { rowsWanted, toPage } from '../cursor.ts';
import { instant, optionalInstant } from '../instant.ts';
import type { Schema } from '../schema.ts';
import { olderThan, positionOf } from './newest-first.ts';

type Ours = Pick<FleetStore, 'sessions' | 'session'>;

/** Records of sessions, newest first, and their messages. */
export function sessions(db: Kysely<Schema>): Ours {
  return {
    async sessions(page) {
      let query = db
        .selectFrom('sessions')
        .selectAll()
        .orderBy('started_at', 'desc')
        .orderBy('key', 'desc')
        .limit(rowsWanted(page));
      if (page.deviceId !== undefined) query = query.where('device_id', '=', page.deviceId);
      if (page.after !== undefined) query = query.where(olderThan(page.after, 'started_at', 'key'));
      return toPage(page, await query.execute(), (row) => positionOf(row.started_at, row.key), toRecord);
    },

    async session(key) {
      const row = await db.selectFrom('sessions').selectAll().where('key', '=', key).executeTakeFirst();
      if (!row) return undefined;
      const messages = await db
        .selectFrom('session_messages')
        .selectAll()
        .where('device_id', '=', row.device_id)
        .where('session_key', '=', key)
        .orderBy('index')
        .orderBy('direction')
        .execute();
      return {
        record: toRecord(row),
        messages: messages.map((message) => ({
          sessionKey: key,
          index: message.index,
          at: instant(message.at),
          direction: message.direction,
          encoding: message.encoding,
          bytes: message.bytes,
        })),
      };
    },
  };
}

function toRecord(row: Selectable<Schema['sessions']>): SessionRecord {
  return {
    key: row.key,
    deviceId: row.device_id,
    sessionId: row.session_id,
    startedAt: instant(row.started_at),
    ...optionalInstant('endedAt', row.ended_at),
    messages: row.messages,
    outcome: row.outcome,
  };
}
