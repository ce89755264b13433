/** One turn of the evidence job: look back, record what moved, sign. All of it in one transaction, one writer at a time. */
import { failure, invariant, ok, type Clock, type Failure, type Result } from '@truc/base';
import {
  isSame,
  readCheckpoint,
  readNote,
  signNote,
  writeCheckpoint,
  writeNote,
  type Checkpoint,
  StandingHeads,
  type TreeEdge,
} from '@truc/sync/evidence';
import type pg from 'pg';
import type { SigningKey } from './checkpoint-key.ts';
import { appendRecords, mustRead, readEdge, readRecords } from './evidence-tree.ts';
import type { OutsideState } from './outside-state.ts';
import {
  keepHeads,
  takeDeviceKeys,
  takeRedactions,
  walkMovedScopes,
  type Contradiction,
} from './record-heads.ts';
import { mendRestored, type Restored } from './restore.ts';

export type SignedCheckpoint = Checkpoint & { readonly note: string };

export type Turn = {
  readonly newest: SignedCheckpoint;
  readonly restored: Restored | null;
  readonly contradictions: readonly Contradiction[];
};
export type TurnFailure = Failure<'evidence_contradicted' | 'records_lost' | 'other_writer'>;

export type RecorderParts = {
  readonly pool: pg.Pool;
  readonly clock: Clock;
  readonly outside: OutsideState;
  readonly signing: SigningKey;
  /** Heads of all records so far; a turn that is committed moves it along. */
  readonly heads: { known: StandingHeads | null };
};

const writerLock = 7_482_115;

/** Rejects when the database is away; nothing has happened then. */
export async function takeTurn(parts: RecorderParts): Promise<Result<Turn, TurnFailure>> {
  const client = await parts.pool.connect();
  let broken: Error | undefined;
  const onError = (error: Error) => (broken = error);
  client.on('error', onError);
  try {
    // Taken before the transaction, whose snapshot must not be older than what the writer before has left.
    const lock = await client.query<{ taken: boolean }>('select pg_try_advisory_lock($1) as taken', [
      writerLock,
    ]);
    if (lock.rows[0]?.taken !== true) return failure('other_writer');
    try {
      return await inSnapshot(client, parts);
    } finally {
      await client
        .query('select pg_advisory_unlock($1)', [writerLock])
        .catch((error: Error) => (broken = error));
    }
  } finally {
    client.off('error', onError);
    client.release(broken);
  }
}

async function inSnapshot(client: pg.PoolClient, parts: RecorderParts): Promise<Result<Turn, TurnFailure>> {
  await client.query('begin isolation level repeatable read');
  try {
    const done = await record(client, parts);
    await client.query(done.ok ? 'commit' : 'rollback');
    if (!done.ok) return done;
    await publish(client, parts.outside, done.value);
    return ok(done.value);
  } catch (error) {
    await client.query('rollback');
    throw error;
  }
}

async function record(client: pg.PoolClient, parts: RecorderParts): Promise<Result<Turn, TurnFailure>> {
  const { outside, signing } = parts;
  const at = Math.round(parts.clock.now());
  const edge = await readEdge(client);
  const newest = openOwn(outside.newestNote());
  const mended = newest === null ? ok(null) : await mendRestored(client, { edge, newest, outside }, at);
  if (!mended.ok) return mended;
  const others = [...(await takeRedactions(client, at)), ...(await takeDeviceKeys(client, at))];
  const known = await knownHeads(client, parts, edge.size);
  const { heads, contradictions } = await walkMovedScopes(client, known, at);
  await appendRecords(client, edge, others);
  await keepHeads(client, heads, edge.size);
  await appendRecords(client, edge, heads);
  const signed = newest?.size === edge.size ? ok(newest) : await signTree(client, edge, signing);
  return signed.ok ? ok({ newest: signed.value, restored: mended.value, contradictions }) : signed;
}

async function signTree(
  client: pg.PoolClient,
  edge: TreeEdge,
  { key, sign }: SigningKey,
): Promise<Result<SignedCheckpoint, TurnFailure>> {
  const checkpoint = { origin: key.name, size: edge.size, root: edge.root() };
  const known = await client.query<{ note: string }>('select note from evidence_checkpoint where size = $1', [
    edge.size,
  ]);
  const stored = openOwn(known.rows[0]?.note ?? null);
  // Signed in a turn that was committed and never shown. Two roots for one size are signed by nobody.
  if (stored !== null)
    return isSame(stored.root, checkpoint.root)
      ? ok(stored)
      : failure('evidence_contradicted', `another root was signed for ${stored.size}`);
  const text = writeCheckpoint(checkpoint);
  const note = writeNote({ text, signatures: [signNote(text, key, sign)] });
  await client.query('insert into evidence_checkpoint (size, root, note) values ($1, $2, $3)', [
    checkpoint.size,
    checkpoint.root,
    note,
  ]);
  return ok({ ...checkpoint, note });
}

/** Nobody sees a checkpoint before it stands outside the database with all its records. */
async function publish(client: pg.PoolClient, outside: OutsideState, { newest }: Turn): Promise<void> {
  if (outside.newestNote() === newest.note) return;
  for (let count = await outside.countRecords(); count < newest.size;) {
    const texts = await readRecords(client, count, Math.min(10_000, newest.size - count));
    invariant(texts.length > 0, 'the database holds all records of its newest checkpoint');
    outside.addRecords(texts);
    count += texts.length;
  }
  outside.keepNote(newest.note);
}

function openOwn(note: string | null): SignedCheckpoint | null {
  if (note === null) return null;
  const checkpoint = readCheckpoint(readNote(note)?.text ?? '');
  invariant(checkpoint !== null, 'the note that this server kept is a checkpoint');
  return { ...checkpoint, note };
}

/** From the records outside, up to where they go; a turn that was rolled back has left nothing in them. */
async function knownHeads(
  client: pg.PoolClient,
  { outside, heads }: RecorderParts,
  size: number,
): Promise<StandingHeads> {
  if (heads.known === null) {
    heads.known = new StandingHeads();
    for await (const text of outside.records()) {
      if (heads.known.size === size) break;
      heads.known.take(mustRead(text));
    }
  }
  while (heads.known.size < size) {
    const texts = await readRecords(client, heads.known.size, 10_000);
    invariant(texts.length > 0, 'the database holds all records of its tree');
    for (const text of texts) heads.known.take(mustRead(text));
  }
  return heads.known;
}
