import * as v from 'valibot';
import { CameraIdSchema, ViewingIdSchema } from './ids.ts';
import { MoveRankSchema } from './viewing-grant.ts';

/** How long a movement goes on without being said again, and how often a page says it while the key is down. */
export const moveLeaseMs = 250;
export const moveRenewMs = 100;

const speed = v.pipe(v.number(), v.minValue(-1), v.maxValue(1));
const presetToken = v.pipe(v.string(), v.minLength(1), v.maxLength(64));

/**
 * Turns the camera of a viewing. `move` begins or changes a movement and is said again every `moveRenewMs`: a page that falls
 * silent, or whose line does, stops it. Speeds from -1 to 1: `x` to the right, `y` upwards, `zoom` closer.
 */
export const PtzSchema = v.strictObject({
  viewing: ViewingIdSchema,
  command: v.variant('do', [
    v.strictObject({ do: v.literal('move'), x: speed, y: speed, zoom: speed }),
    v.strictObject({ do: v.literal('stop') }),
    v.strictObject({ do: v.literal('list_presets') }),
    v.strictObject({ do: v.literal('go_to_preset'), preset: presetToken }),
  ]),
});
export type PtzCommand = v.InferOutput<typeof PtzSchema>['command'];
export const PtzPresetSchema = v.strictObject({ token: presetToken, name: v.string() });
export type PtzPreset = v.InferOutput<typeof PtzPresetSchema>;
/** `presets` answers `list_presets` alone. */
export const PtzAnswerSchema = v.strictObject({ presets: v.optional(v.array(PtzPresetSchema)) });

/**
 * `not_permitted`: the grant gives no right to it; `held`: somebody of the same rank or a higher one has the camera;
 * `unavailable`: it cannot be turned, or cannot be reached; `refused`: the camera said no.
 */
export const ptzErrors = ['ptz_not_permitted', 'ptz_held', 'ptz_unavailable', 'ptz_refused'] as const;
export type PtzError = (typeof ptzErrors)[number];

/** SFU to viewer, to those who may turn the camera: who has it now. `isYou`: this page. Null: nobody. */
export const DownPtzHolderSchema = v.strictObject({
  camera: CameraIdSchema,
  holder: v.nullable(v.strictObject({ rank: MoveRankSchema, isYou: v.boolean() })),
  /** It did not take Stop, however often it was told: it may still be turning. */
  isRunaway: v.optional(v.literal(true)),
});
export type PtzHolder = NonNullable<v.InferOutput<typeof DownPtzHolderSchema>['holder']>;

export const ptzEndCauses = [
  'released',
  'lease_expired',
  'link_lost',
  'taken_over',
  'viewing_ended',
  'arrived',
  'not_done',
  'sfu_stopped',
] as const;
