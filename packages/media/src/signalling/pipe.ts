import * as v from 'valibot';
import { CameraStateSchema } from './camera-state.ts';
import { CameraIdSchema, ViewingIdSchema } from './ids.ts';
import { LayerSchema } from './layer.ts';
import { nodeCameraLimit, NodeNameSchema } from './nodes.ts';
import { ptzErrors, PtzPresetSchema, PtzSchema } from './ptz.ts';
import { MoveRankSchema } from './viewing-grant.ts';

/**
 * Event `pipes` of the control line, server to SFU: everything that this node may fetch from other nodes, which replaces what was
 * said before. `at`: the other node's origin; `permit`: what proves to it that the server sent us, until when (ms since 1970).
 */
export const pipesEvent = 'pipes';
export const PipePermitSchema = v.strictObject({
  until: v.pipe(v.number(), v.safeInteger()),
  /** 32 octets in base64url, for this node at that node and until then alone. Secret. */
  key: v.pipe(v.string(), v.regex(/^[A-Za-z0-9_-]{43}$/)),
});
export type PipePermit = v.InferOutput<typeof PipePermitSchema>;
export const NodePipesSchema = v.strictObject({
  node: NodeNameSchema,
  at: v.string(),
  permit: PipePermitSchema,
  cameras: v.pipe(v.array(CameraIdSchema), v.maxLength(nodeCameraLimit)),
});
export type NodePipes = v.InferOutput<typeof NodePipesSchema>;
export const PipesSchema = v.strictObject({ pipes: v.pipe(v.array(NodePipesSchema), v.maxLength(256)) });

/**
 * What a permit's key is made of: the secret that the server shares with the node that has the cameras (`secret`, as the key of
 * HMAC-SHA-256), and this text. So that node can make it too, and nobody else.
 */
export function permitText(asker: string, holder: string, until: number): string {
  return `truc-pipe\n${asker}\n${holder}\n${until}`;
}

/** Of how a node asks another for pictures: over socket.io at `/pipe`. A change makes nodes of two versions refuse each other. */
export const pipeVersion = 1;

const share = v.pipe(v.string(), v.maxLength(128));
const proof = v.pipe(v.string(), v.maxLength(64));
/** In `auth`, from who asks: its name, its permit's end, and its half of the key exchange (X25519, SPKI in base64url). */
export const PipeHelloSchema = v.strictObject({
  v: v.literal(pipeVersion),
  node: NodeNameSchema,
  until: v.pipe(v.number(), v.safeInteger()),
  share,
});
export type PipeHello = v.InferOutput<typeof PipeHelloSchema>;
/** Event `challenge`, from who is asked: its half. Acknowledged with `PipeProofSchema`; then event `proven` with the other proof. */
export const PipeChallengeSchema = v.strictObject({ share });
export const PipeProofSchema = v.strictObject({ proof });

/** The way of a node's media: where it listens for the other's SRTP packets, and with which key it sends its own. */
export const PipePathSchema = v.strictObject({
  ip: v.pipe(v.string(), v.maxLength(255)),
  port: v.pipe(v.number(), v.integer(), v.minValue(1), v.maxValue(65_535)),
  srtp: v.strictObject({
    cryptoSuite: v.literal('AEAD_AES_256_GCM'),
    keyBase64: v.pipe(v.string(), v.maxLength(128)),
  }),
});
export type PipePath = v.InferOutput<typeof PipePathSchema>;

const ssrc = v.pipe(v.number(), v.integer(), v.minValue(1), v.maxValue(0xffff_ffff));
const payloadType = v.pipe(v.number(), v.integer(), v.minValue(96), v.maxValue(127));
const stream = { camera: CameraIdSchema, layer: LayerSchema };
const pipeId = v.pipe(v.number(), v.safeInteger(), v.minValue(1));
/** A timestamp of the pipe's packets and the wall time that it stands for, by the clock of the node that has the camera. */
const clock = v.strictObject({ rtpTimestamp: v.number(), wallMs: v.number() });
export type PipeClock = v.InferOutput<typeof clock>;

/** What who asks may say, once both have proven themselves; every one is answered. */
export const pipeAsks = {
  /** First: the ways of the media. */
  path: { ask: PipePathSchema, answer: PipePathSchema },
  /** `theirNow`, to measure how far the two clocks are apart. */
  ping: { ask: v.strictObject({}), answer: v.strictObject({ now: v.number() }) },
  /** A camera's stream. Nothing flows before `begin`. */
  open: {
    ask: v.strictObject(stream),
    answer: v.variant('ok', [
      v.strictObject({
        ok: v.literal(true),
        pipe: pipeId,
        rtp: v.strictObject({ ssrc, payloadType, rtx: v.strictObject({ ssrc, payloadType }) }),
        state: CameraStateSchema,
        isMovable: v.boolean(),
      }),
      v.strictObject({ ok: v.literal(false), code: v.picklist(['not_found', 'unavailable']) }),
    ]),
  },
  /**
   * Its packets flow from now on: first those of the current group of pictures, under the timestamps that they had. `from`: the
   * clock and the timestamp of the last kept frame; null where nothing is kept.
   */
  begin: {
    ask: v.strictObject({ pipe: pipeId }),
    answer: v.strictObject({
      clock: v.nullable(clock),
      kept: v.nullable(v.strictObject({ until: v.number() })),
    }),
  },
  /** A newer permit, so that the line need not end with the one that it began with. `proof`: see the node's handshake. */
  renew: {
    ask: v.strictObject({ until: v.pipe(v.number(), v.safeInteger()), proof }),
    answer: v.strictObject({}),
  },
  keyframe: { ask: v.strictObject({ pipe: pipeId }), answer: v.strictObject({}) },
  close: { ask: v.strictObject({ pipe: pipeId }), answer: v.strictObject({}) },
  /** A viewer at the asking node turns the camera, with the rank of his grant. */
  ptz: {
    ask: v.strictObject({
      camera: CameraIdSchema,
      person: v.pipe(v.string(), v.minLength(1), v.maxLength(64)),
      rank: MoveRankSchema,
      ...PtzSchema.entries,
    }),
    answer: v.variant('ok', [
      v.strictObject({ ok: v.literal(true), presets: v.optional(v.array(PtzPresetSchema)) }),
      v.strictObject({ ok: v.literal(false), code: v.picklist(ptzErrors) }),
    ]),
  },
  /** He let it go: his line is gone, or he no longer watches. */
  ptzLeave: {
    ask: v.strictObject({ camera: CameraIdSchema, viewing: ViewingIdSchema, isLost: v.boolean() }),
    answer: v.strictObject({}),
  },
} as const;
export type PipeAsk = keyof typeof pipeAsks;
export type PipeAskRequest<A extends PipeAsk> = v.InferOutput<(typeof pipeAsks)[A]['ask']>;
export type PipeAskAnswer<A extends PipeAsk> = v.InferOutput<(typeof pipeAsks)[A]['answer']>;

/** What who is asked says of itself. `ended`: the camera is no longer there. */
export const pipeTells = {
  state: v.strictObject({ camera: CameraIdSchema, state: CameraStateSchema }),
  clock: v.strictObject({ camera: CameraIdSchema, clock }),
  ptzHolder: v.strictObject({
    camera: CameraIdSchema,
    holder: v.nullable(
      v.strictObject({ viewing: ViewingIdSchema, person: v.string(), rank: MoveRankSchema }),
    ),
  }),
  ended: v.strictObject({ pipe: pipeId }),
} as const;
export type PipeTell = keyof typeof pipeTells;
export type PipeTold<T extends PipeTell> = v.InferOutput<(typeof pipeTells)[T]>;
