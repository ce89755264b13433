import { invariant, ok, type Failure, type Result } from '@truc/base';
import { Kysely, PostgresDialect } from 'kysely';
import pg from 'pg';
import type { DatabaseConfig } from '../config/config.ts';
import type { Logger } from '../telemetry/log.ts';
import { appRole, ownerRole, startEmbeddedPostgres } from './embedded/embedded-postgres.ts';
import { grantToApp } from './grants.ts';
import { migrate, readMigrations } from './migrate.ts';
import type { Tables } from './tables.ts';

export type Database = {
  /** As the role of the running server. */
  readonly pool: pg.Pool;
  readonly query: Kysely<Tables>;
  close(): Promise<void>;
};

/** Where to connect: `server` for daily work, `owner` for migrations. */
type Connections = { readonly server: pg.PoolConfig; readonly owner: pg.ClientConfig };
type Opened = Connections & { readonly embedded: boolean; stop(): Promise<void> };

const databaseName = 'truc';
const preparationLock = 7_482_114;

export type OpenDatabaseOptions = {
  readonly config: DatabaseConfig;
  readonly log: Logger;
  /** More tables to make with the owner's rights before the server's role is granted its own (the log-in library's). */
  readonly prepare: (owner: pg.Pool) => Promise<void>;
};

export async function openDatabase(options: OpenDatabaseOptions): Promise<Result<Database, Failure>> {
  teachTypes();
  const opened = await open(options);
  if (!opened.ok) return opened;
  const migrated = await prepareSchema(opened.value, options);
  if (!migrated.ok) {
    await opened.value.stop();
    return migrated;
  }
  const pool = new pg.Pool({ max: 24, connectionTimeoutMillis: 5_000, ...opened.value.server });
  // An idle connection that breaks is replaced by the pool; the request that meets the gap answers `unavailable`.
  pool.on('error', (error) => options.log.warn({ err: error.message }, 'database connection lost'));
  // A connection may break when nobody holds it and the pool does not watch it yet: without a listener of its own for life
  // that would end the process.
  const connections = new Set<Promise<void>>();
  pool.on('connect', (client) => {
    client.on('error', (error) => options.log.debug({ err: error.message }, 'database connection broken'));
    const ended = new Promise<void>((resolve) => client.once('end', resolve));
    connections.add(ended);
    void ended.then(() => connections.delete(ended));
  });
  return ok({
    pool,
    query: new Kysely<Tables>({ dialect: new PostgresDialect({ pool }) }),
    async close() {
      await pool.end();
      // The pool forgets its connections before they are closed: a database that stops under them would be told as a loss.
      await Promise.all(connections);
      await opened.value.stop();
    },
  });
}

/** int8 as a number: every count here is far below 2^53, and one that is not must never pass silently. */
export function teachTypes(): void {
  pg.types.setTypeParser(20, (text) => {
    const value = Number(text);
    invariant(Number.isSafeInteger(value), 'an int8 from the database is a safe integer');
    return value;
  });
}

async function open({ config, log }: OpenDatabaseOptions): Promise<Result<Opened, Failure>> {
  if (config.kind === 'external')
    return ok({
      server: { connectionString: config.url },
      owner: { connectionString: config.ownerUrl },
      embedded: false,
      stop: () => Promise.resolve(),
    });
  const started = await startEmbeddedPostgres({
    ...config,
    onExit: (detail) => log.error({ detail }, 'PostgreSQL ended by itself, starting it again'),
  });
  if (!started.ok) return started;
  const postgres = started.value;
  const { socket, moved } = postgres;
  log.info({ socket, moved }, 'PostgreSQL started');
  const at = { host: socket, port: 5432, database: databaseName };
  await makeDatabase({ ...at, user: ownerRole, database: 'postgres' });
  return ok({
    server: { ...at, user: appRole },
    owner: { ...at, user: ownerRole },
    embedded: true,
    stop: () => postgres.stop(),
  });
}

/** A database of our own: what belongs to PostgreSQL itself stays apart. */
async function makeDatabase(config: pg.ClientConfig): Promise<void> {
  const client = new pg.Client(config);
  await client.connect();
  const found = await client.query('select 1 from pg_database where datname = $1', [databaseName]);
  if (found.rowCount === 0) await client.query(`create database ${databaseName}`);
  await client.end();
}

async function prepareSchema(opened: Opened, options: OpenDatabaseOptions): Promise<Result<null, Failure>> {
  const pool = new pg.Pool({ ...opened.owner, max: 2 });
  const client = await connectOwner(pool);
  if (!client.ok) return client;
  try {
    // Held until the connection closes: of several servers that start together one prepares, the others find it done.
    await client.value.query('select pg_advisory_lock($1)', [preparationLock]);
    const applied = await migrate(client.value, readMigrations());
    if (!applied.ok) return applied;
    if (applied.value.length > 0) options.log.info({ applied: applied.value }, 'schema migrated');
    await options.prepare(pool);
    await grantToApp(client.value, { createRole: opened.embedded });
    return ok(null);
  } finally {
    client.value.release(true);
    await pool.end();
  }
}

async function connectOwner(pool: pg.Pool): Promise<Result<pg.PoolClient, Failure>> {
  try {
    return ok(await pool.connect());
  } catch (error) {
    await pool.end();
    const detail = error instanceof Error ? error.message : String(error);
    return {
      ok: false,
      error: { code: 'database_unreachable', detail: `DATABASE_URL: ${detail || 'connection refused'}` },
    };
  }
}
