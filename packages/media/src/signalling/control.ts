import * as v from 'valibot';
import { CameraStateFactSchema } from './camera-state.ts';
import { ViewingEndCauseSchema } from './down.ts';
import { CameraIdSchema, DisplayIdSchema, GrantIdSchema, ViewingIdSchema } from './ids.ts';
import { ViewingPurposeSchema } from './viewing-grant.ts';

/**
 * Server to SFU and back, over socket.io at the path `/control` (loopback or a closed network; never proxied), opened by the
 * server with the shared secret in `auth.secret`. Commands go down; facts come up. No questions upstream.
 */
export const controlVersion = 2;

/** Commands, each acknowledged with `{ closed }`: how many viewings it ended. Revoked grants stay refused until they expire. */
export const RevokeGrantsSchema = v.strictObject({
  grants: v.pipe(v.array(GrantIdSchema), v.minLength(1), v.maxLength(10_000)),
});
export const RevokePersonSchema = v.strictObject({ person: v.string(), camera: v.optional(CameraIdSchema) });
export const RevokedSchema = v.strictObject({ closed: v.number() });

/** Facts carry a dense number; the server acknowledges by number, and the SFU keeps what is not acknowledged. */
export const ViewingStartedSchema = v.strictObject({
  kind: v.literal('viewing_started'),
  viewing: ViewingIdSchema,
  grant: GrantIdSchema,
  person: v.string(),
  camera: CameraIdSchema,
  purpose: ViewingPurposeSchema,
  display: DisplayIdSchema,
  at: v.number(),
});
export const ViewingStoppedSchema = v.strictObject({
  kind: v.literal('viewing_stopped'),
  viewing: ViewingIdSchema,
  at: v.number(),
  cause: ViewingEndCauseSchema,
});
export const CameraStateChangedSchema = v.strictObject({
  kind: v.literal('camera_state'),
  fact: CameraStateFactSchema,
});
export const ControlFactSchema = v.variant('kind', [
  ViewingStartedSchema,
  ViewingStoppedSchema,
  CameraStateChangedSchema,
]);
export type ControlFact = v.InferOutput<typeof ControlFactSchema>;

/** Event `facts`: at most 500, in order; acknowledged with the last number that the server has stored. `boot` names the run of the SFU. */
export const ControlFactsSchema = v.strictObject({
  v: v.literal(controlVersion),
  boot: v.string(),
  facts: v.array(v.strictObject({ number: v.number(), fact: ControlFactSchema })),
});
export type ControlFacts = v.InferOutput<typeof ControlFactsSchema>;
export const FactsStoredSchema = v.strictObject({ upTo: v.number() });
