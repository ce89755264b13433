import type { RunningServer } from '@truc/server';

/** Makes the devices known on which the past was written. False where they are known already: what is told is not told again. */
export async function enrolPastDevices(
  { database: { pool } }: RunningServer['context'],
  ids: readonly string[],
): Promise<boolean> {
  const made = await pool.query(
    `insert into device (id, token_hash) select id::uuid, decode(right(id, 2), 'hex') from unnest($1::text[]) as id
     on conflict (id) do nothing`,
    [ids],
  );
  if (made.rowCount === 0) return false;
  await pool.query(
    'insert into device_installation (dev, inst) select id::uuid, 1 from unnest($1::text[]) as id',
    [ids],
  );
  return true;
}
