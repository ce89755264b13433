import * as v from 'valibot';
import { CountSchema, HashHexSchema, OrdinalSchema, ScopeIdSchema } from './ids.ts';
import { Octets32Schema } from './keys.ts';
import { cursorLimit } from './limits.ts';
import { WireOperationSchema } from './operation.ts';
import { OutcomeCodeSchema, OutcomeStatusSchema } from './outcome.ts';
import { ProtocolVersionSchema } from './protocol-version.ts';
import { WireTimeSchema } from './wire-time.ts';

/** A reader's place in one scope. `chain` is the chain value after `seq`: the checksum of all that came before. */
export const CursorSchema = v.strictObject({
  scope: ScopeIdSchema,
  epoch: CountSchema,
  seq: CountSchema,
  chain: HashHexSchema,
});
export type Cursor = v.InferOutput<typeof CursorSchema>;

/** The newest checkpoint that this device has seen: the tree's size and its root. */
export const WitnessSchema = v.strictObject({ size: CountSchema, root: Octets32Schema });
export type Witness = v.InferOutput<typeof WitnessSchema>;

/** `POST /api/sync/pull`, signed in. A scope that the person may not read answers `not_found`, like one that is not. */
export const PullRequestSchema = v.strictObject({
  v: ProtocolVersionSchema,
  cursors: v.pipe(v.array(CursorSchema), v.minLength(1), v.maxLength(cursorLimit)),
  budgetBytes: v.pipe(v.number(), v.safeInteger(), v.minValue(1_024), v.maxValue(4 * 1024 * 1024)),
  witness: v.nullable(WitnessSchema),
});
export type PullRequest = v.InferOutput<typeof PullRequestSchema>;

export const LeafSchema = v.strictObject({
  seq: OrdinalSchema,
  op: WireOperationSchema,
  status: OutcomeStatusSchema,
  code: v.nullable(OutcomeCodeSchema),
  recvAt: CountSchema,
  /** The decision by which body and salt were taken out: both are empty then. Null for every other leaf. */
  redacted: v.nullable(v.pipe(v.string(), v.minLength(1), v.maxLength(200))),
});
export type Leaf = v.InferOutput<typeof LeafSchema>;

/**
 * Dense from the cursor's `seq` + 1. `chain` is the value after the last leaf here, which the reader computes too. `born` is
 * the epoch in which this log began, hence the one of its genesis: an epoch that changes later leaves the chain as it is.
 */
export const ScopeDeltaSchema = v.strictObject({
  scope: ScopeIdSchema,
  epoch: CountSchema,
  born: CountSchema,
  leaves: v.array(LeafSchema),
  chain: HashHexSchema,
  head: CountSchema,
  more: v.boolean(),
});
export type ScopeDelta = v.InferOutput<typeof ScopeDeltaSchema>;

/** `epoch_changed`: the server's log was restored, start again from 0. `diverged`: the chains differ, an alarm. */
export const PullProblemSchema = v.strictObject({
  scope: ScopeIdSchema,
  code: v.picklist(['not_found', 'epoch_changed', 'diverged']),
});
export type PullProblem = v.InferOutput<typeof PullProblemSchema>;

/**
 * A record of the evidence log (its canonical octets), and the proof that it is leaf `index` of the checkpoint's tree.
 */
export const ProvenRecordSchema = v.strictObject({
  index: CountSchema,
  record: v.pipe(v.string(), v.maxLength(1_024)),
  proof: v.pipe(v.array(Octets32Schema), v.maxLength(64)),
});
export type ProvenRecord = v.InferOutput<typeof ProvenRecordSchema>;

/**
 * A signed checkpoint (C2SP note), the proof that the tree of the reader's witness is a beginning of its tree, and the newest
 * head record of each scope that was asked about, as far as there is one.
 */
export const CheckpointUpdateSchema = v.strictObject({
  note: v.pipe(v.string(), v.maxLength(4_096)),
  consistency: v.pipe(v.array(Octets32Schema), v.maxLength(64)),
  heads: v.pipe(v.array(ProvenRecordSchema), v.maxLength(cursorLimit)),
});
export type CheckpointUpdate = v.InferOutput<typeof CheckpointUpdateSchema>;

/**
 * - `checkpoint`: null when there is none newer than the reader's witness.
 * - `revoked`: scopes that this person held here and may not read any more; what is held of them is to be purged.
 */
export const PullResponseSchema = v.strictObject({
  v: ProtocolVersionSchema,
  scopes: v.array(ScopeDeltaSchema),
  problems: v.array(PullProblemSchema),
  checkpoint: v.nullable(CheckpointUpdateSchema),
  revoked: v.array(ScopeIdSchema),
  time: WireTimeSchema,
});
export type PullResponse = v.InferOutput<typeof PullResponseSchema>;
