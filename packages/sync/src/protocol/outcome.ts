import * as v from 'valibot';
import { OperationIdSchema, OrdinalSchema, ScopeIdSchema } from './ids.ts';

/**
 * What became of an operation. Logbook entries only ever meet the first three: they are never refused for their content.
 * `scope` and `seq` say where its leaf stands (the facility's quarantine log when quarantined).
 */
export const OutcomeStatusSchema = v.picklist([
  'accepted',
  'accepted_late',
  'quarantined',
  'merged',
  'conflict',
  'rejected',
]);
export type OutcomeStatus = v.InferOutput<typeof OutcomeStatusSchema>;

/** Why an operation was not simply accepted. Stable: shown to people through translations, counted in metrics. */
export const OutcomeCodeSchema = v.picklist([
  'actor_not_permitted',
  'actor_unknown_on_device',
  'scope_unknown',
  'schema_unreadable',
  'commitment_mismatch',
  'device_fork',
  'device_blocked',
  'lease_missing',
  'lease_expired',
  'revoked_since',
  'signature_invalid',
  'seal_broken',
  'stale_state',
  'parallel_update',
  'field_conflict',
]);
export type OutcomeCode = v.InferOutput<typeof OutcomeCodeSchema>;

export const OutcomeSchema = v.strictObject({
  n: OrdinalSchema,
  /** Null when the header could not be read; the operation is then known by its place `n` alone. */
  opId: v.nullable(OperationIdSchema),
  status: OutcomeStatusSchema,
  code: v.nullable(OutcomeCodeSchema),
  scope: ScopeIdSchema,
  seq: OrdinalSchema,
});
export type Outcome = v.InferOutput<typeof OutcomeSchema>;
