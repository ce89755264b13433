import { logContractSuite } from '@truc/sync/testing';
import { openDatabase } from '../database/database.ts';
import { createLogger } from '../telemetry/log.ts';
import { createTestDatabase } from '../testing/test-database.ts';
import { migrateLogIn } from '../auth/log-in.ts';
import { PostgresDialect } from 'kysely';
import { createSqlLogStore } from './sql-log-store.ts';

logContractSuite('PostgreSQL', async () => {
  const database = await createTestDatabase();
  const log = createLogger('silent');
  const opened = await openDatabase({
    config: database.config,
    log,
    prepare: (pool) => migrateLogIn(new PostgresDialect({ pool }), log),
  });
  if (!opened.ok) throw new Error(opened.error.detail);
  const { pool } = opened.value;
  return {
    store: createSqlLogStore({ pool }),
    async enrol(dev, inst) {
      await pool.query(
        `with made as (insert into device (id, token_hash) values ($1::uuid, sha256($3::bytea))
           on conflict do nothing)
         insert into device_installation (dev, inst) values ($1, $2) on conflict do nothing`,
        [dev, inst, Buffer.from(dev)],
      );
    },
    async close() {
      await opened.value.close();
      await database.drop();
    },
  };
});
