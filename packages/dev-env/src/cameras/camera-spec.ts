import * as v from 'valibot';
import { loopNames } from './loops/recipes.ts';

const durationMs = v.pipe(v.number(), v.integer(), v.minValue(0));

/** What a simulated camera does wrong, or otherwise than its neighbours. Everything can change while it runs. */
export const cameraBehaviourSchema = v.object({
  /** Off: `reset` ends the connection at the first request for this camera, `not_found` answers 404. */
  down: v.union([v.literal(false), v.picklist(['reset', 'not_found'])]),
  /** Sends nothing more, reports included, and keeps the connection open and answering. */
  stall: v.boolean(),
  /** `response`: no RTSP at all; `interleaved`: broken framing after PLAY; `payload`: good RTP around noise. */
  garbage: v.union([v.literal(false), v.picklist(['response', 'interleaved', 'payload'])]),
  refuseAuth: v.boolean(),
  /** DESCRIBE answers 302 to this path of the same server, or to this `rtsp:` address. */
  redirect: v.nullable(v.string()),
  codec: v.picklist(['h264', 'h265', 'mjpeg']),
  /** `aac`, `pcma`: a second track is announced, for whoever sets it up. */
  audio: v.picklist(['none', 'aac', 'pcma']),
  /** Refuses SETUP over the RTSP connection (461). */
  udpOnly: v.boolean(),
  noSr: v.boolean(),
  /** Added to the wall clock of its sender reports. */
  clockOffsetMs: v.pipe(v.number(), v.integer()),
  /** How much faster than time its RTP clock runs, in millionths. Set before it is watched. */
  clockDriftPpm: v.pipe(v.number(), v.integer(), v.minValue(-50_000), v.maxValue(50_000)),
  paramSetsOnlyInSdp: v.boolean(),
  /** No sprop-parameter-sets (nor profile) in the SDP. */
  noSprop: v.boolean(),
  /** Added to the RTP time once, when set; may be negative. */
  timestampJumpMs: v.pipe(v.number(), v.integer()),
  /** Every second picture repeats the RTP time of the one before. */
  duplicateTimestamps: v.boolean(),
  slowDescribeMs: durationMs,
  /** The connection ends this long after PLAY is answered. */
  closeAfterPlayMs: v.nullable(durationMs),
  /** A new viewer begins in the middle of a GOP; otherwise PLAY makes the camera begin a new one. */
  midGopStart: v.boolean(),
  /** Greatest RTP packet in bytes, header included. */
  mtuBytes: v.pipe(v.number(), v.integer(), v.minValue(64), v.maxValue(65_535)),
  /** SPS and PPS travel in one aggregation packet. */
  stapA: v.boolean(),
});
export type CameraBehaviour = v.InferOutput<typeof cameraBehaviourSchema>;

export const goodBehaviour: CameraBehaviour = {
  down: false,
  stall: false,
  garbage: false,
  refuseAuth: false,
  redirect: null,
  codec: 'h264',
  audio: 'none',
  udpOnly: false,
  noSr: false,
  clockOffsetMs: 0,
  clockDriftPpm: 0,
  paramSetsOnlyInSdp: false,
  noSprop: false,
  timestampJumpMs: 0,
  duplicateTimestamps: false,
  slowDescribeMs: 0,
  closeAfterPlayMs: null,
  midGopStart: false,
  mtuBytes: 1400,
  stapA: true,
};

export const behaviourChangeSchema = v.partial(cameraBehaviourSchema);
export type BehaviourChange = v.InferOutput<typeof behaviourChangeSchema>;

export const cameraSpecSchema = v.object({
  /** The path of its address: letters, digits, `-`, `_`. */
  path: v.pipe(v.string(), v.regex(/^[\w-]{1,64}$/)),
  loop: v.picklist(loopNames),
  username: v.pipe(v.string(), v.minLength(1)),
  password: v.pipe(v.string(), v.minLength(1)),
  /** What it offers, in this order; default Digest with MD5, as most cameras do. */
  auth: v.exactOptional(
    v.pipe(v.array(v.picklist(['basic', 'digest-md5', 'digest-sha256'])), v.minLength(1)),
  ),
  nonceLifetimeMs: v.exactOptional(durationMs),
  behaviour: v.exactOptional(behaviourChangeSchema),
});
export type CameraSpec = v.InferOutput<typeof cameraSpecSchema>;

/** Throws if the change holds a value that the behaviour cannot have. */
export function changeBehaviour(before: CameraBehaviour, change: BehaviourChange): CameraBehaviour {
  const given = Object.entries(change).filter(([, value]) => value !== undefined);
  return v.parse(cameraBehaviourSchema, { ...before, ...Object.fromEntries(given) });
}
