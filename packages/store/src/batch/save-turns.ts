import type { TurnSave } from '@scomo/fleet';
import type { Pool } from 'pg';
import { inventoryDigest } from '../inventory/digest.ts';
import { type InventoryChange, saveInventories } from '../inventory/save-inventories.ts';
import type { SecretBox } from '../secrets.ts';
import { inTransaction } from '../transaction.ts';
import { saveChunks } from './chunks.ts';
import { toSaveValues } from './save-rows.ts';
import { SAVE_TURNS } from './save-sql.ts';

interface WonRow {
  readonly device_id: string;
  readonly inventory_digest: string | null;
}

// The revision is looked at again when the save is made: while it holds, so does the digest.
const INVENTORY_DIGESTS = {
  name: 'inventory-digests',
  text: `
select s.device_id, s.inventory_digest from device_state s
join unnest($1::text[], $2::bigint[]) as i(device_id, revision)
  on i.device_id = s.device_id and i.revision = s.revision`,
};

/** Commits the saves of distinct devices at once and says for each whether its revision held. */
export async function saveTurns(
  pool: Pool,
  box: SecretBox,
  saves: readonly TurnSave[],
): Promise<readonly ('saved' | 'stale')[]> {
  const digests = new Map(
    saves.flatMap(({ deviceId, inventory }) =>
      inventory ? [[deviceId, inventoryDigest(inventory.deployed)] as const] : [],
    ),
  );
  const query = { ...SAVE_TURNS, values: [...toSaveValues(saves, digests, box)] };
  const chunks = saves.some((save) => save.chunk !== undefined);
  const won =
    !chunks && (await areStored(pool, saves, digests))
      ? (await pool.query<WonRow>(query)).rows
      : await inTransaction(pool, async (client) => {
          const { rows } = await client.query<WonRow>(query);
          await saveInventories(client, changedInventories(saves, rows, digests));
          if (chunks)
            await saveChunks(
              client,
              saves.filter(({ deviceId }) => rows.some((row) => row.device_id === deviceId)),
            );
          return rows;
        });
  const winners = new Set(won.map((row) => row.device_id));
  return saves.map((save) => (winners.has(save.deviceId) ? 'saved' : 'stale'));
}

/** True when every inventory of the batch is what is stored already: then one statement saves it all. */
async function areStored(
  pool: Pool,
  saves: readonly TurnSave[],
  digests: ReadonlyMap<string, string>,
): Promise<boolean> {
  if (digests.size === 0) return true;
  const read = saves.filter((save) => digests.has(save.deviceId));
  const values = [read.map((save) => save.deviceId), read.map((save) => save.revision)];
  const { rows } = await pool.query<WonRow>({ ...INVENTORY_DIGESTS, values });
  const equal = rows.filter((row) => row.inventory_digest === digests.get(row.device_id));
  return equal.length === digests.size;
}

/** The same digest as before: nothing of the inventory is touched. */
function changedInventories(
  saves: readonly TurnSave[],
  won: readonly WonRow[],
  digests: ReadonlyMap<string, string>,
): readonly InventoryChange[] {
  const before = new Map(won.map((row) => [row.device_id, row.inventory_digest]));
  return saves.flatMap(({ deviceId, inventory, seenAt }) => {
    const old = before.get(deviceId);
    if (!inventory || seenAt === null || old === undefined || old === digests.get(deviceId)) return [];
    return [{ deviceId, deployed: inventory.deployed, first: old === null, at: seenAt }];
  });
}
