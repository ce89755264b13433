/** `npm run export -- <scope | facility id | all> <file>`: writes a file that proves itself, of what the newest checkpoint covers. */
import { closeSync, openSync, writeSync } from 'node:fs';
import { join } from 'node:path';
import { readCheckpoint, readNote } from '@truc/sync/evidence';
import type { ScopeId } from '@truc/sync/protocol';
import type pg from 'pg';
import { completeConfig } from '../../config/config.ts';
import { parseEnvironment } from '../../config/environment.ts';
import { withOwner } from '../../database/with-owner.ts';
import { readOrMakeSigningKey } from '../checkpoint-key.ts';
import { databaseSource, type Covered, type Selection } from './database-source.ts';
import { writeExport } from './write-export.ts';

const [what, file] = process.argv.slice(2);
if (what === undefined || file === undefined) {
  console.error('usage: npm run export -- <scope | facility id | all> <file>');
  process.exit(2);
}
const env = parseEnvironment(process.env);
if (!env.ok) stopWith(env.error.detail ?? env.error.code);
const config = completeConfig(env.value);
const name = config.evidenceName;
const signing = readOrMakeSigningKey(join(config.secretsFolder, 'checkpoint-key'), { kind: 'ed25519', name });
const done = await withOwner(config.database, async (client) => {
  await client.query('begin isolation level repeatable read read only');
  const covered = await newestCheckpoint(client);
  if (covered === null) return stopWith('nothing was signed yet: start the server once');
  const selection = await select(client, what);
  if (selection === null) return stopWith(`there is no scope and no facility "${what}"`);
  const out = openSync(file, 'w', 0o600);
  const sink = (octets: Uint8Array) => {
    for (let at = 0; at < octets.length;) at += writeSync(out, octets, at);
  };
  const summary = await writeExport(await databaseSource(client, selection, covered), {
    signing,
    at: Date.now(),
    sink,
  });
  closeSync(out);
  await client.query('rollback');
  return { summary, covered };
});
if (!done.ok) stopWith(done.error.detail ?? done.error.code);
const { summary, covered } = done.value;
console.log(
  `${file}: ${summary.entries} entries of ${summary.scopes} logs, as of checkpoint ${covered.checkpoint.size}`,
);
process.exit(0);

async function newestCheckpoint(client: pg.ClientBase): Promise<Covered | null> {
  const found = await client.query<{ size: number; note: string }>(
    'select size, note from evidence_checkpoint order by size desc limit 1',
  );
  const [row] = found.rows;
  const checkpoint = readCheckpoint(readNote(row?.note ?? '')?.text ?? '');
  if (row === undefined || checkpoint === null) return null;
  const lines = await client.query<{ line: string }>(
    'select line from evidence_cosignature where size = $1 order by name',
    [row.size],
  );
  return { checkpoint, note: row.note + lines.rows.map(({ line }) => `${line}\n`).join('') };
}

/** A facility's logs: its own, its quarantine, and those of its posts. */
async function select(client: pg.ClientBase, asked: string): Promise<Selection | null> {
  if (asked === 'all') return { scopes: 'all' };
  const found = await client.query<{ id: ScopeId }>(
    `select id from scope where id = $1 or id in ('facility:' || $1, 'faults:' || $1, 'quarantine:' || $1)
      or id in (select 'post:' || post.id from post where post.facility = $1) order by id`,
    [asked],
  );
  return found.rows.length === 0 ? null : { scopes: found.rows.map(({ id }) => id) };
}

function stopWith(line: string): never {
  console.error(`export: ${line}`);
  process.exit(1);
}
