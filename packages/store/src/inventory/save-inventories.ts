import type { Instant, InventoryRow } from '@scomo/fleet';
import type { PoolClient } from 'pg';
import type { DeployedRow } from '../fleet-types.ts';
import { toJson } from '../json.ts';
import { type InventoryColumns, toInventoryRow } from './columns.ts';
import { diffInventory } from './diff.ts';

/** A device's inventory that is known to differ from the stored one. */
export interface InventoryChange {
  readonly deviceId: string;
  readonly deployed: readonly DeployedRow[];
  /** The device has had none so far. */
  readonly first: boolean;
  readonly at: Instant;
}

const LOAD_INVENTORIES = {
  name: 'load-inventories',
  text: `
select device_id, uri, component, name, version, description, env_type, pkg_id_ref, state, status, since
from inventory where device_id = any($1::text[])`,
};

// One statement writes to different rows only: `gone` and `put` never share a key.
const SAVE_INVENTORIES = {
  name: 'save-inventories',
  text: `
with gone as (
  delete from inventory i using json_to_recordset($2::json) as g(device_id text, uri text, id text)
  where i.device_id = g.device_id and i.uri = g.uri and i.component = g.id),
past as (
  insert into inventory_history (device_id, component, uri, version, state, since, until)
  select p.device_id, p.id, p.uri, p.version, p.state, p.since, p.until
  from json_to_recordset($3::json) as p(device_id text, id text, uri text, version text, state integer,
    since timestamptz, until timestamptz))
insert into inventory
  (device_id, uri, component, name, version, description, env_type, pkg_id_ref, state, status, since)
select p.* from json_to_recordset($1::json) as p(device_id text, uri text, id text, name text, version text,
  description text, "envType" text, "pkgIdRef" text, state integer, status integer, since timestamptz)
on conflict (device_id, uri, component) do update set
  name = excluded.name, version = excluded.version, description = excluded.description,
  env_type = excluded.env_type, pkg_id_ref = excluded.pkg_id_ref, state = excluded.state,
  status = excluded.status, since = excluded.since`,
};

/** Writes what changed, within the transaction that holds the devices' rows. */
export async function saveInventories(
  client: PoolClient,
  changes: readonly InventoryChange[],
): Promise<void> {
  if (changes.length === 0) return;
  const stored = await load(
    client,
    changes.filter((change) => !change.first).map((change) => change.deviceId),
  );
  const put: unknown[] = [];
  const gone: unknown[] = [];
  const past: unknown[] = [];
  for (const { deviceId, deployed, at } of changes) {
    const diff = diffInventory(stored.get(deviceId) ?? [], deployed, at);
    for (const row of diff.put) put.push({ device_id: deviceId, ...row });
    for (const row of diff.gone) gone.push({ device_id: deviceId, uri: row.uri, id: row.id });
    for (const row of diff.past) past.push({ device_id: deviceId, ...row, until: at });
  }
  await client.query({ ...SAVE_INVENTORIES, values: [toJson(put), toJson(gone), toJson(past)] });
}

async function load(
  client: PoolClient,
  deviceIds: readonly string[],
): Promise<ReadonlyMap<string, InventoryRow[]>> {
  const byDevice = new Map<string, InventoryRow[]>();
  if (deviceIds.length === 0) return byDevice;
  const { rows } = await client.query<InventoryColumns & { device_id: string }>({
    ...LOAD_INVENTORIES,
    values: [deviceIds],
  });
  for (const row of rows) {
    const list = byDevice.get(row.device_id) ?? [];
    list.push(toInventoryRow(row));
    byDevice.set(row.device_id, list);
  }
  return byDevice;
}
