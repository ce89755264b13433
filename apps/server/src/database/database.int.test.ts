import { afterAll, beforeAll, expect, it } from 'vitest';
import { createLogger } from '../telemetry/log.ts';
import { must } from '../testing/must.ts';
import { createTestDatabase, type TestDatabase } from '../testing/test-database.ts';
import { openDatabase } from './database.ts';

let database: TestDatabase;

beforeAll(async () => {
  database = await createTestDatabase();
});
afterAll(() => database.drop());

it('is closed when each of its connections is', async () => {
  const { config } = database;
  const opened = await openDatabase({
    config,
    log: createLogger('silent'),
    prepare: () => Promise.resolve(),
  });
  const { pool, close } = must(opened);
  const open = new Set<unknown>();
  pool.on('connect', (client) => {
    open.add(client);
    client.once('end', () => open.delete(client));
  });
  await Promise.all(Array.from({ length: 12 }, () => pool.query('select pg_sleep(0.05)')));
  expect(open.size).toBeGreaterThan(8);
  await close();
  expect(open.size).toBe(0);
});
