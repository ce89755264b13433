import { createHash } from 'node:crypto';
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { failure, ok, type Failure, type Result } from '@truc/base';
import type pg from 'pg';

export type Migration = { readonly name: string; readonly sql: string; readonly checksum: string };
export type MigrationFailure = Failure<'migration_edited' | 'migration_unknown' | 'migration_failed'>;

/** Any number that nothing else in the database uses: only one server migrates at a time. */
const advisoryLock = 7_482_113;

export function readMigrations(folder = join(import.meta.dirname, 'migrations')): readonly Migration[] {
  return readdirSync(folder)
    .filter((name) => /^\d{4}-[a-z0-9-]+\.sql$/.test(name))
    .sort()
    .map((name) => {
      const sql = readFileSync(join(folder, name), 'utf8');
      return { name, sql, checksum: createHash('sha256').update(sql).digest('hex') };
    });
}

/**
 * Brings the schema up to date in one transaction: all of it or nothing. A migration that was applied and edited since is
 * refused, and so is a database that a newer server has already changed.
 * @returns the names of those applied now.
 */
export async function migrate(
  client: pg.ClientBase,
  migrations: readonly Migration[],
): Promise<Result<readonly string[], MigrationFailure>> {
  await client.query('begin');
  try {
    const applied = await applyMissing(client, migrations);
    await client.query(applied.ok ? 'commit' : 'rollback');
    return applied;
  } catch (error) {
    await client.query('rollback');
    return failure('migration_failed', error instanceof Error ? error.message : String(error));
  }
}

async function applyMissing(
  client: pg.ClientBase,
  migrations: readonly Migration[],
): Promise<Result<readonly string[], MigrationFailure>> {
  await client.query('select pg_advisory_xact_lock($1)', [advisoryLock]);
  await client.query(`create table if not exists schema_migration (
    name text primary key, checksum text not null, applied_at timestamptz not null default now())`);
  const known = await client.query<{ name: string; checksum: string }>(
    'select name, checksum from schema_migration order by name',
  );
  const checksums = new Map(migrations.map(({ name, checksum }) => [name, checksum]));
  for (const { name, checksum } of known.rows) {
    const ours = checksums.get(name);
    if (ours === undefined) return failure('migration_unknown', `${name} is not known to this server`);
    if (ours !== checksum) return failure('migration_edited', `${name} was edited after it was applied`);
  }
  const done = new Set(known.rows.map(({ name }) => name));
  const missing = migrations.filter(({ name }) => !done.has(name));
  for (const migration of missing) {
    await client.query(migration.sql);
    await client.query('insert into schema_migration (name, checksum) values ($1, $2)', [
      migration.name,
      migration.checksum,
    ]);
  }
  return ok(missing.map(({ name }) => name));
}
