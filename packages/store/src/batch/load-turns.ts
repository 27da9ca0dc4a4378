import type { Learnt, Rotation, StoredSession, TurnState } from '@scomo/fleet';
import type { Pool } from 'pg';
import { type AccountColumns, fromColumns } from '../account-columns.ts';
import { instant, optionalInstant } from '../instant.ts';
import type { SecretBox } from '../secrets.ts';
import { type TaskColumns, toTask } from '../task-columns.ts';
import { RowError } from './failures.ts';

const LOAD_TURNS = {
  name: 'load-turns',
  text: `
select d.device_id, d.device_type, d.labels, d.info, d.wake_up, d.learnt, t.profile as type_profile, t.resync as type_resync, d.created_at,
  s.revision::float8 as revision, s.account, s.secrets, s.nonces, s.rotation, s.session, s.reply,
  s.last_seen_at, s.inventory_at,
  exists (select from offers o where o.ended_at is null and o.mode = 'update'
    and (o.device_types ? d.device_type or o.device_ids ? d.device_id)) as updates_offered,
  (select json_agg(json_build_object('id', k.id, 'state', k.state, 'release_id', k.release_id,
      'created_at', k.created_at, 'expires_at', k.expires_at, 'facts', k.facts) order by k.created_at, k.id)
    from tasks k where k.device_id = d.device_id and k.open) as tasks
from unnest($1::text[]) as wanted(device_id)
join devices d on d.device_id = wanted.device_id
join device_types t on t.name = d.device_type
join device_state s on s.device_id = wanted.device_id`,
};

interface LoadedRow extends AccountColumns {
  readonly device_id: string;
  readonly device_type: string;
  readonly labels: Readonly<Record<string, string>>;
  readonly info: Readonly<Record<string, string>>;
  readonly learnt: Learnt | null;
  readonly type_profile: string | null;
  readonly type_resync: boolean;
  readonly rotation: Buffer | null;
  readonly wake_up: TurnState['device']['wakeUp'];
  readonly created_at: Date;
  readonly revision: number;
  readonly session: Omit<StoredSession, 'reply'> | null;
  readonly reply: Buffer | null;
  readonly last_seen_at: Date | null;
  readonly inventory_at: Date | null;
  readonly updates_offered: boolean;
  readonly tasks: readonly Omit<TaskColumns, 'device_id'>[] | null;
}

/** Reads the turn states of distinct devices, in the order asked; undefined where there is no such device. */
export async function loadTurns(
  pool: Pool,
  box: SecretBox,
  deviceIds: readonly string[],
): Promise<readonly (TurnState | undefined)[]> {
  const { rows } = await pool.query<LoadedRow>({ ...LOAD_TURNS, values: [deviceIds] });
  const byDevice = new Map(rows.map((row) => [row.device_id, row]));
  return deviceIds.map((deviceId) => {
    const row = byDevice.get(deviceId);
    try {
      return row && toTurnState(row, box);
    } catch (error) {
      throw new RowError(deviceId, error);
    }
  });
}

function toTurnState(row: LoadedRow, box: SecretBox): TurnState {
  const deviceId = row.device_id;
  return {
    device: {
      deviceId,
      deviceType: row.device_type,
      labels: row.labels,
      info: row.info,
      ...(row.learnt !== null && { learnt: row.learnt }),
      ...(row.type_profile !== null && { typeProfile: row.type_profile }),
      ...(row.type_resync && { typeResync: true as const }),
      wakeUp: row.wake_up,
      createdAt: instant(row.created_at),
      ...optionalInstant('lastSeenAt', row.last_seen_at),
      ...optionalInstant('inventoryAt', row.inventory_at),
    },
    account: fromColumns(deviceId, row, box),
    ...(row.rotation !== null && { rotation: JSON.parse(box.open(deviceId, row.rotation)) as Rotation }),
    ...(row.session && { session: { ...row.session, reply: row.reply ?? new Uint8Array(0) } }),
    tasks: (row.tasks ?? []).map((task) => toTask({ ...task, device_id: deviceId })),
    ...(row.updates_offered && { updatesOffered: true as const }),
    revision: row.revision,
  };
}
