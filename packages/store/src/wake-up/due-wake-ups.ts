import { type DueWakeUp, type FleetStore, nextStep, pace } from '@scomo/fleet';
import type { Pool, PoolClient } from 'pg';
import { type AccountColumns, fromColumns } from '../account-columns.ts';
import { instant } from '../instant.ts';
import { toJson } from '../json.ts';
import { BATCH_ROWS_MAX } from '../limits.ts';
import type { SecretBox } from '../secrets.ts';
import { inTransaction } from '../transaction.ts';
import { toWakeUp, type WakeUpColumns } from './columns.ts';
import { NOTE_NOT_SENT, NOTE_STEPS, TAKE_DUE, TAKE_PACE } from './wake-up-sql.ts';

type Ours = Pick<FleetStore, 'takeWakeUps' | 'wakeUpNotSent'>;

interface DueRow extends WakeUpColumns, AccountColumns {
  readonly addresses: DueWakeUp['addresses'];
  readonly last_seen_at: Date | null;
}

/** Triggers whose time has come, for one program at a time. */
export function dueWakeUps(pool: Pool, box: SecretBox): Ours {
  return {
    takeWakeUps: (now, perSecond) =>
      inTransaction(pool, async (client) => {
        const { rows } = await client.query<{ spent_until: Date }>(TAKE_PACE, [now]);
        const [row] = rows;
        if (row === undefined) return [];
        const { budget, after } = pace(instant(row.spent_until), now, perSecond);
        if (budget === 0) return [];
        const taken = await takeDue(client, box, now, Math.min(budget, BATCH_ROWS_MAX));
        await client.query('update wake_up_pace set spent_until = $1', [after(taken.length)]);
        return taken;
      }),

    async wakeUpNotSent({ wakeUp, before }, why, at) {
      const { deviceId, id } = wakeUp;
      await pool.query(NOTE_NOT_SENT, [at, deviceId, id, before.state, before.sentAt ?? null, why]);
    },
  };
}

async function takeDue(
  client: PoolClient,
  box: SecretBox,
  now: string,
  most: number,
): Promise<readonly DueWakeUp[]> {
  const { rows } = await client.query<DueRow>(TAKE_DUE, [now, most]);
  const due = rows.map((row): DueWakeUp => {
    const before = toWakeUp(row);
    const lastSeenAt = row.last_seen_at === null ? undefined : instant(row.last_seen_at);
    return {
      before,
      wakeUp: nextStep(before, lastSeenAt, now),
      addresses: row.addresses,
      account: fromColumns(row.device_id, row, box),
    };
  });
  // What a turn has answered since it was read is gone from `kept`.
  const kept = await client.query<{ id: string }>(NOTE_STEPS, [now, toJson(due.map(({ wakeUp }) => wakeUp))]);
  const ids = new Set(kept.rows.map(({ id }) => id));
  return due.filter(({ wakeUp }) => wakeUp.state === 'sent' && ids.has(wakeUp.id));
}
