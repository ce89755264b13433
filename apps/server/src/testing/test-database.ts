import { spawn } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { closeSync, existsSync, mkdirSync, openSync, readFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import pg from 'pg';
import * as v from 'valibot';
import type { DatabaseConfig } from '../config/config.ts';

/** A database of its own for one test file: cloned from a migrated template, dropped at the end. */
export type TestDatabase = {
  readonly config: DatabaseConfig;
  /** Connects as the owner of the tables, to look behind the server's back. */
  readonly ownerUrl: string;
  /** Whether the server connects as a role that owns nothing. */
  readonly hasAppRole: boolean;
  drop(): Promise<void>;
};

export const CatalogueSchema = v.object({
  /** With `DATABASE` where a database's name belongs. */
  owner: v.string(),
  app: v.string(),
  template: v.nullable(v.string()),
  admin: v.string(),
});
export type Catalogue = v.InferOutput<typeof CatalogueSchema>;

/** On the PostgreSQL of DATABASE_URL when that is set; else on an embedded one that the whole run shares. */
export async function createTestDatabase(): Promise<TestDatabase> {
  const catalogue = await findCatalogue();
  const name = `truc_test_${randomBytes(6).toString('hex')}`;
  const template = catalogue.template === null ? '' : ` template ${catalogue.template}`;
  await asAdmin(catalogue, (admin) => admin.query(`create database ${name}${template}`));
  const [url = '', ownerUrl = ''] = [catalogue.app, catalogue.owner].map((text) =>
    text.replace('DATABASE', name),
  );
  return {
    config: { kind: 'external', url, ownerUrl },
    ownerUrl,
    hasAppRole: url !== ownerUrl,
    drop: () => asAdmin(catalogue, (admin) => dropDatabase(admin, name)),
  };
}

async function findCatalogue(): Promise<Catalogue> {
  const given = process.env.DATABASE_URL;
  if (given === undefined || given === '') return sharedEmbedded();
  const url = new URL(given);
  url.pathname = '/DATABASE';
  return { owner: url.href, app: url.href, template: null, admin: given };
}

/** One for all test files of a run: the first that comes starts it, and it ends with the run. */
async function sharedEmbedded(): Promise<Catalogue> {
  const run = process.ppid;
  const folder = join(tmpdir(), `truc-test-pg-${run}`);
  mkdirSync(folder, { recursive: true, mode: 0o755 });
  const ready = join(folder, 'catalogue.json');
  if (isFirst(join(folder, 'started'))) {
    const keeper = join(import.meta.dirname, 'postgres-keeper.ts');
    spawn(process.execPath, [keeper, folder, String(run)], { detached: true, stdio: 'ignore' }).unref();
  }
  const deadline = performance.now() + 60_000;
  while (!existsSync(ready)) {
    if (performance.now() > deadline) throw new Error(`No PostgreSQL for tests in ${folder}`);
    await wait(25);
  }
  return v.parse(CatalogueSchema, JSON.parse(readFileSync(ready, 'utf8')));
}

function isFirst(file: string): boolean {
  try {
    closeSync(openSync(file, 'wx'));
    return true;
  } catch {
    // It is there: another test file has begun to start it.
    return false;
  }
}

/** Waits for connections that are still on their way out: one that is cut off instead fails in whatever test runs then. */
async function dropDatabase(admin: pg.Client, name: string): Promise<void> {
  const deadline = performance.now() + 5_000;
  while (performance.now() < deadline) {
    const open = await admin.query('select 1 from pg_stat_activity where datname = $1', [name]);
    if (open.rowCount === 0) break;
    await wait(20);
  }
  await admin.query(`drop database if exists ${name} with (force)`);
}

async function asAdmin({ admin }: Catalogue, work: (client: pg.Client) => Promise<unknown>): Promise<void> {
  const client = new pg.Client({ connectionString: admin });
  await client.connect();
  try {
    await work(client);
  } finally {
    await client.end();
  }
}
