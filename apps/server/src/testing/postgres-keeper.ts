/** Keeps one embedded PostgreSQL for a run of tests: `node postgres-keeper.ts <folder> <pid of the run>`. Ends with that process. */
import { renameSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import pg from 'pg';
import { migrateLogIn } from '../auth/log-in.ts';
import { openDatabase } from '../database/database.ts';
import { appRole, ownerRole, startEmbeddedPostgres } from '../database/embedded/embedded-postgres.ts';
import { PostgresDialect } from 'kysely';
import { createLogger } from '../telemetry/log.ts';
import { must } from './must.ts';
import type { Catalogue } from './test-database.ts';

const [folder = '', run = ''] = process.argv.slice(2);
const template = 'truc_template';
const started = await startEmbeddedPostgres({
  folder: join(folder, 'pg'),
  fallbackFolder: '/var/lib/truc',
  caches: ['/var/cache/truc'],
  // Crashes of the machine are not tested here, and every file waits for its database.
  settings: { fsync: 'off', max_connections: '200', shared_buffers: '64MB' },
});
const postgres = must(started);
const url = (role: string, database: string) =>
  `postgresql://${role}@localhost/${database}?host=${encodeURIComponent(postgres.socket)}`;
const catalogue: Catalogue = {
  owner: url(ownerRole, 'DATABASE'),
  app: url(appRole, 'DATABASE'),
  template,
  admin: url(ownerRole, 'postgres'),
};
await makeTemplate();
writeFileSync(join(folder, 'catalogue.part'), JSON.stringify(catalogue));
renameSync(join(folder, 'catalogue.part'), join(folder, 'catalogue.json'));
while (isRunning(Number(run))) await wait(500);
await postgres.stop();
rmSync(folder, { recursive: true, force: true });

async function makeTemplate(): Promise<void> {
  const admin = new pg.Client({ connectionString: catalogue.admin });
  await admin.connect();
  await admin.query(`create role ${appRole} login`);
  await admin.query(`create database ${template}`);
  await admin.end();
  const log = createLogger('silent');
  const ownerUrl = url(ownerRole, template);
  const opened = await openDatabase({
    config: { kind: 'external', url: ownerUrl, ownerUrl },
    log,
    prepare: (pool) => migrateLogIn(new PostgresDialect({ pool }), log),
  });
  await must(opened).close();
}

function isRunning(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch {
    // No such process: the run is over.
    return false;
  }
}
