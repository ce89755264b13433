import * as v from 'valibot';
import { CameraIdSchema, DisplayIdSchema, GrantIdSchema } from './ids.ts';
import { NodeNameSchema, NodePlaceSchema } from './nodes.ts';

/** Who made it and for whom: claims `iss` and `aud` of the signed grant. */
export const grantIssuer = 'truc-server';
export const grantAudience = 'truc-sfu';

/** The four permitted purposes of a look (GL-07). Any other needs a paper (GL-08) and its own flow. */
export const viewingPurposes = [
  'supervise_compliance',
  'remind_violators',
  'epidemiological_tracing',
  'check_remedies',
] as const;
export const ViewingPurposeSchema = v.picklist(viewingPurposes);
export type ViewingPurpose = v.InferOutput<typeof ViewingPurposeSchema>;

/** 3 the managing authority, 2 the facility's manager, 1 those on watch (`domain/policy/move-camera.ts`). */
export const MoveRankSchema = v.picklist([1, 2, 3]);
export type MoveRank = v.InferOutput<typeof MoveRankSchema>;

/**
 * Claims of a viewing grant: a JWT signed with Ed25519 by the server, verified by the SFU, for one person, one camera,
 * one purpose, one display. `iat`, `nbf`, `exp` are seconds since 1970.
 */
export const ViewingGrantClaimsSchema = v.object({
  iss: v.literal(grantIssuer),
  aud: v.literal(grantAudience),
  jti: GrantIdSchema,
  sub: v.pipe(v.string(), v.minLength(1), v.maxLength(64)),
  cam: CameraIdSchema,
  pur: ViewingPurposeSchema,
  dsp: DisplayIdSchema,
  /** May turn the camera; the greater rank takes it from the smaller. Absent: may not. */
  mov: v.optional(MoveRankSchema),
  /** The request under which a second person authorised this look at a sensitive camera (KH-32). */
  req: v.optional(v.pipe(v.string(), v.uuid())),
  /** The one node that takes it. Absent where the province has one SFU. */
  nod: v.optional(NodeNameSchema),
  /** The edge lease by which a node gave this grant by its own hand, while the server could not be asked. */
  lea: v.optional(v.pipe(v.string(), v.uuid())),
  iat: v.number(),
  nbf: v.number(),
  exp: v.number(),
});
export type ViewingGrantClaims = v.InferOutput<typeof ViewingGrantClaimsSchema>;

/** `POST /api/viewing-grants`, signed in: one question for a whole wall. */
export const ViewingGrantRequestSchema = v.strictObject({
  cameras: v.pipe(v.array(CameraIdSchema), v.minLength(1), v.maxLength(64)),
  purpose: ViewingPurposeSchema,
  display: DisplayIdSchema,
  /** Nodes that this page cannot reach. */
  avoid: v.optional(v.pipe(v.array(NodeNameSchema), v.maxLength(64))),
});
export type ViewingGrantRequest = v.InferOutput<typeof ViewingGrantRequestSchema>;

/**
 * Why there is no grant: `not_found`, outside the person's rights like what is not; `second_person_needed`, a sensitive camera
 * that nobody authorises him to watch now (KH-32); `no_node`, no node that this page reaches sends its pictures at the moment.
 */
export const grantDenials = ['not_found', 'second_person_needed', 'no_node'] as const;
export type GrantDenial = (typeof grantDenials)[number];

/** `expiresAt` in ms. `place`: the node that the grant is for; absent where the province has one SFU. */
export const ViewingGrantAnswerSchema = v.variant('ok', [
  v.strictObject({
    ok: v.literal(true),
    camera: CameraIdSchema,
    token: v.string(),
    expiresAt: v.number(),
    place: v.optional(NodePlaceSchema),
  }),
  v.strictObject({ ok: v.literal(false), camera: CameraIdSchema, code: v.picklist(grantDenials) }),
]);
export const ViewingGrantResponseSchema = v.strictObject({ grants: v.array(ViewingGrantAnswerSchema) });
export type ViewingGrantResponse = v.InferOutput<typeof ViewingGrantResponseSchema>;
