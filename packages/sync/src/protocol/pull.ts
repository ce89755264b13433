import * as v from 'valibot';
import { CountSchema, HashHexSchema, OrdinalSchema, ScopeIdSchema } from './ids.ts';
import { WireOperationSchema } from './operation.ts';
import { OutcomeCodeSchema, OutcomeStatusSchema } from './outcome.ts';
import { ProtocolVersionSchema } from './protocol-version.ts';
import { WireTimeSchema } from './wire-time.ts';

export const cursorLimit = 1_000;

/** A reader's place in one scope. `chain` is the chain value after `seq`: the checksum of all that came before. */
export const CursorSchema = v.strictObject({
  scope: ScopeIdSchema,
  epoch: CountSchema,
  seq: CountSchema,
  chain: HashHexSchema,
});
export type Cursor = v.InferOutput<typeof CursorSchema>;

/** `POST /api/sync/pull`, signed in. A scope that the person may not read answers `not_found`, like one that is not. */
export const PullRequestSchema = v.strictObject({
  v: ProtocolVersionSchema,
  cursors: v.pipe(v.array(CursorSchema), v.minLength(1), v.maxLength(cursorLimit)),
  budgetBytes: v.pipe(v.number(), v.safeInteger(), v.minValue(1_024), v.maxValue(4 * 1024 * 1024)),
});
export type PullRequest = v.InferOutput<typeof PullRequestSchema>;

export const LeafSchema = v.strictObject({
  seq: OrdinalSchema,
  op: WireOperationSchema,
  status: OutcomeStatusSchema,
  code: v.nullable(OutcomeCodeSchema),
  recvAt: CountSchema,
});
export type Leaf = v.InferOutput<typeof LeafSchema>;

/** Dense from the cursor's `seq` + 1. `chain` is the value after the last leaf here, which the reader computes too. */
export const ScopeDeltaSchema = v.strictObject({
  scope: ScopeIdSchema,
  epoch: CountSchema,
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

export const PullResponseSchema = v.strictObject({
  v: ProtocolVersionSchema,
  scopes: v.array(ScopeDeltaSchema),
  problems: v.array(PullProblemSchema),
  time: WireTimeSchema,
});
export type PullResponse = v.InferOutput<typeof PullResponseSchema>;
