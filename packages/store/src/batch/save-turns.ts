import type { TurnSave } from '@scomo/fleet';
import type { Pool } from 'pg';
import { inventoryDigest } from '../inventory/digest.ts';
import { type InventoryChange, saveInventories } from '../inventory/save-inventories.ts';
import type { SecretBox } from '../secrets.ts';
import { inTransaction } from '../transaction.ts';
import { toSaveValues } from './save-rows.ts';
import { SAVE_TURNS } from './save-sql.ts';

interface WonRow {
  readonly device_id: string;
  readonly inventory_digest: string | null;
}

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
  const won =
    digests.size === 0
      ? (await pool.query<WonRow>(query)).rows
      : await inTransaction(pool, async (client) => {
          const { rows } = await client.query<WonRow>(query);
          await saveInventories(client, changedInventories(saves, rows, digests));
          return rows;
        });
  const winners = new Set(won.map((row) => row.device_id));
  return saves.map((save) => (winners.has(save.deviceId) ? 'saved' : 'stale'));
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
