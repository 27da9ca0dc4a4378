import type { Pool } from 'pg';

const MAC_NAMES = {
  name: 'mac-names',
  text: `
select s.account->'incoming'->>'name' as name, s.device_id from device_state s
where s.account->'incoming'->>'name' = any($1::text[]) and s.account->'incoming'->>'scheme' = 'hmac'`,
};

/** Devices by the user names of their accounts with scheme hmac, in the order asked. */
export async function macNames(
  pool: Pool,
  names: readonly string[],
): Promise<readonly (string | undefined)[]> {
  const { rows } = await pool.query<{ readonly name: string; readonly device_id: string }>({
    ...MAC_NAMES,
    values: [names],
  });
  const byName = new Map(rows.map((row) => [row.name, row.device_id]));
  return names.map((name) => byName.get(name));
}
