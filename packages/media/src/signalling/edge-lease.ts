import * as v from 'valibot';
import { CameraIdSchema, DisplayIdSchema } from './ids.ts';
import { NodeNameSchema, NodePlaceSchema } from './nodes.ts';
import { grantIssuer, ViewingPurposeSchema } from './viewing-grant.ts';

/** An edge lease is neither a grant to pictures nor one to recordings. */
export const edgeLeaseAudience = 'truc-edge';
export const edgeLeaseByteLimit = 16 * 1024;
const leasedCameraLimit = 500;

/**
 * Claims of an edge lease: a JWT signed with Ed25519 by the server, by which the node at a facility lets one person on one
 * enrolled device and one display watch while the server cannot be asked, or one display that nobody signs in on: then `sub` and
 * `dev` are its account. `dev`: the device; `nod`: the node; `cam`: the
 * cameras, none of them sensitive (KH-32); `pur`: the purposes that may be named (GL-07). Times in seconds.
 */
export const EdgeLeaseClaimsSchema = v.object({
  iss: v.literal(grantIssuer),
  aud: v.literal(edgeLeaseAudience),
  jti: v.pipe(v.string(), v.uuid()),
  sub: v.pipe(v.string(), v.minLength(1), v.maxLength(64)),
  dev: v.pipe(v.string(), v.minLength(1), v.maxLength(64)),
  nod: NodeNameSchema,
  dsp: DisplayIdSchema,
  cam: v.pipe(v.array(CameraIdSchema), v.maxLength(leasedCameraLimit)),
  pur: v.array(ViewingPurposeSchema),
  iat: v.number(),
  nbf: v.number(),
  exp: v.number(),
});
export type EdgeLeaseClaims = v.InferOutput<typeof EdgeLeaseClaimsSchema>;

/**
 * `POST /api/edge-leases`, signed in on an enrolled device: one lease for each edge node whose cameras the person may watch.
 * `POST /api/display/edge-leases`: the same for a display that nobody signs in on, at the node of the facility of its post.
 */
export const EdgeLeaseRequestSchema = v.strictObject({ display: DisplayIdSchema });
export const EdgeLeaseResponseSchema = v.strictObject({
  leases: v.array(
    v.strictObject({
      place: NodePlaceSchema,
      token: v.string(),
      cameras: v.array(CameraIdSchema),
      /** In ms. */
      issuedAt: v.number(),
      expiresAt: v.number(),
    }),
  ),
});
export type EdgeLease = v.InferOutput<typeof EdgeLeaseResponseSchema>['leases'][number];

/** Message `leaseGrants`, viewer to an edge node: viewing grants by its own hand, while the server cannot be asked. */
export const LeaseGrantsSchema = v.strictObject({
  lease: v.pipe(v.string(), v.maxLength(edgeLeaseByteLimit)),
  cameras: v.pipe(v.array(CameraIdSchema), v.minLength(1), v.maxLength(64)),
  purpose: ViewingPurposeSchema,
});
