import * as v from 'valibot';
import { CameraIdSchema } from './ids.ts';

/** The name of an SFU in the server's register of nodes. */
export const NodeNameSchema = v.pipe(v.string(), v.regex(/^[a-z0-9][a-z0-9-]{0,31}$/));

/** Between two beats of a node. */
export const beatIntervalMs = 1_000;
export const nodeCameraLimit = 10_000;
const cameras = v.pipe(v.array(CameraIdSchema), v.maxLength(nodeCameraLimit));

/**
 * Event `beat` of the control line, SFU to server: a node asks to be held for alive, and for its cameras. `cameras`: those that
 * stand in its sealed register, with the first beat of a line and when they have changed. `revision`: of the assignment that it
 * acts on; 0 before the first.
 */
export const BeatSchema = v.strictObject({
  node: NodeNameSchema,
  boot: v.string(),
  revision: v.pipe(v.number(), v.safeInteger(), v.minValue(0)),
  cameras: v.optional(cameras),
});
export type Beat = v.InferOutput<typeof BeatSchema>;

/**
 * The acknowledgement of a beat. The node may take new viewings for `lifeMs` from the moment at which it *sent* the beat; no
 * other node is given its cameras before `lifeMs` from the moment at which the server *answered*, which is later.
 * `cameras`: those that it is to serve, where its revision is not the newest.
 */
export const BeatAnswerSchema = v.strictObject({
  lifeMs: v.pipe(v.number(), v.minValue(1)),
  revision: v.pipe(v.number(), v.safeInteger(), v.minValue(1)),
  cameras: v.optional(cameras),
});
export type BeatAnswer = v.InferOutput<typeof BeatAnswerSchema>;

/** Server to SFU, without content: the assignment has changed, beat now. */
export const beatNowEvent = 'beatNow';

/**
 * `POST /api/camera-nodes`, signed in: which nodes send the pictures of these cameras now. `avoid`: nodes that this page cannot
 * reach. A camera without a node, or outside the person's rights, is left out.
 */
export const CameraNodesRequestSchema = v.strictObject({
  cameras: v.pipe(v.array(CameraIdSchema), v.minLength(1), v.maxLength(64)),
  avoid: v.optional(v.pipe(v.array(NodeNameSchema), v.maxLength(64))),
});
/** `at`: the origin of the node's own signalling; null: it is reached through the server, at `/sfu/node/{name}`. */
export const NodePlaceSchema = v.strictObject({ node: NodeNameSchema, at: v.nullable(v.string()) });
export type NodePlace = v.InferOutput<typeof NodePlaceSchema>;
export const CameraNodesResponseSchema = v.strictObject({
  cameras: v.array(v.strictObject({ camera: CameraIdSchema, place: NodePlaceSchema })),
});

/** Where the server passes the signalling of a node on. */
export function nodePath(node: string): string {
  return `/sfu/node/${node}`;
}
