import type { TurnSave } from '@scomo/fleet';
import type { Pool, PoolClient } from 'pg';

const LOAD = {
  name: 'load-chunks',
  text: 'select octets from object_chunks where device_id = $1 order by index',
};

const DROP = { name: 'drop-chunks', text: 'delete from object_chunks where device_id = any($1::text[])' };

const KEEP = {
  name: 'keep-chunks',
  text: 'insert into object_chunks (device_id, index, octets) select * from unnest($1::text[], $2::int[], $3::bytea[])',
};

/** Chunks of the object that a device is sending, in their order. */
export async function loadChunks(pool: Pool, deviceId: string): Promise<readonly Uint8Array[]> {
  const { rows } = await pool.query<{ readonly octets: Uint8Array }>({ ...LOAD, values: [deviceId] });
  return rows.map((row) => new Uint8Array(row.octets));
}

/** Keeps the chunks of saves that were made; a first one, or `drop`, clears what was there. */
export async function saveChunks(client: PoolClient, saves: readonly TurnSave[]): Promise<void> {
  const over = saves.filter(({ chunk }) => chunk === 'drop' || chunk?.index === 0);
  if (over.length > 0) await client.query({ ...DROP, values: [over.map((save) => save.deviceId)] });
  const rows = saves.flatMap(({ deviceId, chunk }) =>
    chunk === undefined || chunk === 'drop' ? [] : [{ deviceId, ...chunk }],
  );
  if (rows.length === 0) return;
  const values = [
    rows.map((row) => row.deviceId),
    rows.map((row) => row.index),
    rows.map((row) => Buffer.from(row.octets)),
  ];
  await client.query({ ...KEEP, values });
}
