import { err, ok, type Failure, type Result } from '@truc/base';
import pg from 'pg';
import type { DatabaseConfig } from '../config/config.ts';
import { teachTypes } from './database.ts';
import { ownerRole, startEmbeddedPostgres } from './embedded/embedded-postgres.ts';
import { preparePlaces } from './embedded/places.ts';
import { chooseRunner } from './embedded/runner.ts';

/**
 * For commands beside the server: runs over one connection of the database's owner. The embedded database of a server that runs
 * is joined at its socket; one that stands still is started for as long as it takes.
 */
export async function withOwner<T>(
  config: DatabaseConfig,
  run: (client: pg.Client) => Promise<T>,
): Promise<Result<T, Failure>> {
  teachTypes();
  if (config.kind === 'external') return ok(await over({ connectionString: config.ownerUrl }, run));
  const places = preparePlaces(config.folder, config.fallbackFolder, chooseRunner());
  if (!places.ok) return places;
  const at = { port: 5432, database: 'truc', user: ownerRole };
  const started = await startEmbeddedPostgres(config);
  if (!started.ok && started.error.code !== 'data_in_use') return err(started.error);
  try {
    return ok(await over({ ...at, host: places.value.socket }, run));
  } finally {
    if (started.ok) await started.value.stop();
  }
}

async function over<T>(config: pg.ClientConfig, run: (client: pg.Client) => Promise<T>): Promise<T> {
  const client = new pg.Client(config);
  await client.connect();
  try {
    return await run(client);
  } finally {
    await client.end();
  }
}
