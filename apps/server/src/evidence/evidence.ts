/** The evidence job, and what devices and witnesses are told of it. */
import { failure, ok, type Clock, type Failure, type Result, type Timers } from '@truc/base';
import { isSignedBy, readNote, readSignatureLine, writeVerifierKey, type NoteKey } from '@truc/sync/evidence';
import {
  toBase64Url,
  type CheckpointUpdate,
  type ProvenRecord,
  type ScopeId,
  type Witness,
} from '@truc/sync/protocol';
import type pg from 'pg';
import { sqlStateOf } from '../database/unavailable.ts';
import type { Logger } from '../telemetry/log.ts';
import type { Metrics } from '../telemetry/metrics.ts';
import { verifyEd25519, type SigningKey } from './checkpoint-key.ts';
import type { OutsideState } from './outside-state.ts';
import { ProofDesk } from './proof-desk.ts';
import {
  takeTurn,
  type RecorderParts,
  type SignedCheckpoint,
  type Turn,
  type TurnFailure,
} from './recorder.ts';

export interface Evidence {
  /** The line by which devices and witnesses know this log's signatures. */
  readonly verifierKey: string;
  /** For files that are taken out and prove themselves. */
  readonly signing: SigningKey;
  /** Takes a turn now: what stands in the log when it is called is covered by the checkpoint that it answers. */
  record(): Promise<Result<Turn, TurnFailure>>;
  /** Takes a turn every so often, until `close`. */
  start(): void;
  close(): Promise<void>;
  /** Null before the first turn. */
  newest(): SignedCheckpoint | null;
  /** The newest note with the cosignatures that came in. */
  cosignedNote(): Promise<string | null>;
  /** Proof that the tree of `oldSize` is the beginning of the newest; null when it is the larger one. */
  consistency(oldSize: number): Promise<readonly string[] | null>;
  inclusion(index: number): Promise<ProvenRecord | null>;
  /** Null when the witness has the newest checkpoint already. */
  updateFor(witness: Witness | null, scopes: readonly ScopeId[]): Promise<CheckpointUpdate | null>;
  cosign(
    size: number,
    line: string,
  ): Promise<Result<null, Failure<'witness_unknown' | 'checkpoint_unknown'>>>;
}

export type EvidenceParts = {
  readonly pool: pg.Pool;
  readonly clock: Clock;
  readonly timers: Timers;
  readonly log: Logger;
  readonly metrics: Metrics;
  readonly outside: OutsideState;
  readonly signing: SigningKey;
  readonly witnesses: readonly NoteKey[];
};
type RecorderState = Pick<RecorderParts, 'heads'>;

/** Often enough that a checkpoint is never older than a minute. */
const turnEveryMs = 30_000;
const attempts = 3;

export function createEvidence(parts: EvidenceParts): Evidence {
  const { pool, log, metrics, timers, signing } = parts;
  const state = { desk: null as ProofDesk | null, cancel: () => {}, isClosed: false };
  const heads = { known: null };
  let running: Promise<Result<Turn, TurnFailure>> = Promise.resolve(failure('other_writer'));

  const record = (): Promise<Result<Turn, TurnFailure>> => {
    // One after another in this process; between processes the database's lock decides.
    running = running.then(turn, turn);
    return running;
  };
  const turn = async () => {
    const done = await tryTurn({ ...parts, heads });
    report(done, { log, metrics, now: parts.clock.monotonic() });
    if (done.ok && done.value.newest.note !== state.desk?.checkpoint.note)
      state.desk = new ProofDesk(pool, done.value.newest);
    return done;
  };
  const turnAndGoOn = () => {
    if (state.isClosed) return;
    record()
      .catch((error: unknown) => log.warn({ err: error }, 'no evidence could be recorded'))
      .finally(() => {
        if (!state.isClosed) state.cancel = timers.after(turnEveryMs, turnAndGoOn);
      });
  };
  return {
    verifierKey: writeVerifierKey(signing.key),
    signing,
    record,
    start: () => void (state.cancel = timers.after(turnEveryMs, turnAndGoOn)),
    async close() {
      state.isClosed = true;
      state.cancel();
      await running.catch(() => undefined);
    },
    newest: () => state.desk?.checkpoint ?? null,
    cosignedNote: () =>
      state.desk === null ? Promise.resolve(null) : withCosignatures(pool, state.desk.checkpoint),
    async consistency(oldSize) {
      const { desk } = state;
      return desk === null || oldSize > desk.checkpoint.size ? null : desk.consistency(oldSize);
    },
    inclusion: (index) => state.desk?.inclusion(index) ?? Promise.resolve(null),
    updateFor: (witness, scopes) =>
      state.desk === null ? Promise.resolve(null) : updateFrom(state.desk, witness, scopes),
    cosign: (size, line) => keepCosignature(parts, size, line),
  };
}

async function tryTurn(parts: EvidenceParts & RecorderState): Promise<Result<Turn, TurnFailure>> {
  for (let attempt = 1; ; attempt += 1)
    try {
      return await takeTurn(parts);
    } catch (error) {
      // What was taken along in a turn that is undone is read anew.
      parts.heads.known = null;
      // A push changed what the snapshot of a restore had read: the next snapshot has it.
      if (!['40001', '40P01'].includes(sqlStateOf(error) ?? '') || attempt === attempts) throw error;
    }
}

type Reporting = { readonly log: Logger; readonly metrics: Metrics; readonly now: number };

function report(done: Result<Turn, TurnFailure>, { log, metrics, now }: Reporting): void {
  if (!done.ok) {
    if (done.error.code === 'other_writer') return;
    metrics.evidenceFaults.set(1);
    log.error(done.error, 'the database contradicts what was signed: nothing is signed any more');
    return;
  }
  const { restored, contradictions } = done.value;
  metrics.evidenceTurn(now);
  metrics.evidenceFaults.set(contradictions.length);
  if (restored !== null)
    log.warn(restored, 'the database came back from a backup: tablets are asked to refill it');
  for (const contradiction of contradictions)
    log.error(contradiction, 'a log was changed in place and is not signed');
}

function isNewest(witness: Witness | null, { size, root }: SignedCheckpoint): boolean {
  return witness !== null && witness.size === size && witness.root === toBase64Url(root);
}

async function updateFrom(
  desk: ProofDesk,
  witness: Witness | null,
  scopes: readonly ScopeId[],
): Promise<CheckpointUpdate | null> {
  const { checkpoint } = desk;
  if (isNewest(witness, checkpoint)) return null;
  const oldSize = witness?.size ?? 0;
  // A witness that has seen a larger tree than there is learns that from the note itself.
  const proof = oldSize > checkpoint.size ? [] : await desk.consistency(oldSize);
  return { note: checkpoint.note, consistency: [...proof], heads: await desk.heads(scopes) };
}

async function withCosignatures(pool: pg.Pool, { size, note }: SignedCheckpoint): Promise<string> {
  const found = await pool.query<{ line: string }>(
    'select line from evidence_cosignature where size = $1 order by name',
    [size],
  );
  return note + found.rows.map(({ line }) => `${line}\n`).join('');
}

async function keepCosignature(
  { pool, witnesses }: EvidenceParts,
  size: number,
  line: string,
): Promise<Result<null, Failure<'witness_unknown' | 'checkpoint_unknown'>>> {
  const signature = readSignatureLine(line);
  const key = witnesses.find(({ name }) => name === signature?.name);
  const found = await pool.query<{ note: string }>('select note from evidence_checkpoint where size = $1', [
    size,
  ]);
  const text = readNote(found.rows[0]?.note ?? '')?.text;
  if (text === undefined) return failure('checkpoint_unknown');
  if (signature === null || key === undefined) return failure('witness_unknown');
  if (!(await isSignedBy({ text, signatures: [signature] }, key, verifyEd25519)))
    return failure('witness_unknown');
  await pool.query(
    `insert into evidence_cosignature (size, name, line) values ($1, $2, $3)
      on conflict (size, name) do update set line = excluded.line, at = clock_timestamp()`,
    [size, key.name, line],
  );
  return ok(null);
}
