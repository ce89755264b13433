import type pg from 'pg';

/** Any number that nothing else in the database uses. */
const advisoryLock = 7_482_160;

/** Held to the end of the transaction: a body that is taken out is not read into the index at the same moment. */
export async function lockBookText(client: pg.ClientBase): Promise<void> {
  await client.query('select pg_advisory_xact_lock($1)', [advisoryLock]);
}
