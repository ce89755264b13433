import { createHash } from 'node:crypto';
import { pictureGraph } from './picture.ts';
import { sceneNames } from './scenes.ts';
import type { PictureSize } from './picture.ts';
import type { SceneName } from './scenes.ts';
import type { VideoCodec } from './annex-b.ts';

type Shape = PictureSize & {
  readonly codec: VideoCodec;
  readonly gopSeconds: number;
  readonly profile: 'baseline' | 'main' | 'high';
  readonly kbps: number;
  /** False: SPS and PPS stand once at the head of the file, as cameras do that announce them in the SDP alone. */
  readonly inBandParameterSets: boolean;
  /** Pictures that are coded after the one they are shown before. */
  readonly bFrames?: number;
  readonly encoder?: string;
};

const small = {
  width: 320,
  height: 180,
  fps: 5,
  seconds: 12,
  codec: 'h264',
  profile: 'baseline',
  kbps: 64,
} as const;
const medium = {
  width: 640,
  height: 360,
  fps: 10,
  seconds: 12,
  codec: 'h264',
  profile: 'baseline',
  kbps: 380,
} as const;
const large = {
  width: 1280,
  height: 720,
  fps: 15,
  seconds: 10,
  codec: 'h264',
  profile: 'main',
  kbps: 1400,
} as const;

/** The shapes of stream that cameras in the field have, each the reason for one rule of the ingest. */
const shapes = {
  'small-gop1': { ...small, gopSeconds: 1, inBandParameterSets: true },
  'small-gop20': { ...small, seconds: 20, kbps: 48, gopSeconds: 20, inBandParameterSets: true },
  'small-gop4-sdp': { ...small, gopSeconds: 4, inBandParameterSets: false },
  'medium-200k': { ...medium, kbps: 200, gopSeconds: 4, inBandParameterSets: true },
  'medium-512k': { ...medium, kbps: 512, gopSeconds: 2, inBandParameterSets: true },
  'medium-b-frames': { ...medium, profile: 'main', gopSeconds: 2, inBandParameterSets: true, bFrames: 2 },
  'medium-gop1': { ...medium, gopSeconds: 1, inBandParameterSets: true },
  'medium-gop4': { ...medium, gopSeconds: 4, inBandParameterSets: true },
  'medium-gop10-sdp': { ...medium, seconds: 20, gopSeconds: 10, inBandParameterSets: false },
  'large-gop2': { ...large, gopSeconds: 2, inBandParameterSets: true },
  'medium-high': {
    ...medium,
    profile: 'high',
    gopSeconds: 2,
    inBandParameterSets: true,
    encoder: '8x8dct=1',
  },
  'medium-slices': { ...medium, gopSeconds: 2, inBandParameterSets: true, encoder: 'slices=4:aud=1' },
  'medium-big-nals': { ...medium, kbps: 3200, gopSeconds: 2, inBandParameterSets: true },
  'medium-h265': { ...medium, codec: 'h265', profile: 'main', gopSeconds: 2, inBandParameterSets: true },
} as const satisfies Record<string, Shape>;

const extraLoops = [
  'corridor-a-small-gop4-sdp',
  'gate-night-small-gop4-sdp',
  'court-day-medium-gop1',
  'gate-day-medium-gop1',
  'reception-medium-gop1',
  'corridor-a-medium-gop4',
  'fence-day-medium-gop10-sdp',
  'gate-day-large-gop2',
  'corridor-a-large-gop2',
  'court-day-large-gop2',
  'reception-large-gop2',
  'court-day-medium-high',
  'reception-medium-slices',
  'gate-day-medium-big-nals',
  'corridor-a-medium-h265',
  'fence-night-small-gop20',
  'gate-day-medium-b-frames',
  'court-day-medium-512k',
  'court-day-medium-200k',
] as const satisfies readonly `${SceneName}-${keyof typeof shapes}`[];

/** One small loop of each scene for the wall, and the shapes of stream that tests and benches ask for by name. */
export const loopNames = [
  ...sceneNames.map((scene) => `${scene}-small-gop1` as const),
  ...extraLoops,
] as const;
export type LoopName = (typeof loopNames)[number];

export type Recipe = Shape & { readonly name: LoopName; readonly scene: SceneName; readonly file: string };

export function recipeOf(name: LoopName): Recipe {
  for (const scene of sceneNames) {
    for (const [shapeName, shape] of Object.entries(shapes)) {
      if (name === `${scene}-${shapeName}`) return { ...shape, name, scene, file: `${name}.${shape.codec}` };
    }
  }
  throw new Error(`No recipe for the loop ${name}`);
}

/** The ffmpeg arguments that draw and encode one loop into `outputFile`. */
export function encodeArguments(recipe: Recipe, outputFile: string): string[] {
  return [
    ...['-y', '-hide_banner', '-loglevel', 'error', '-filter_threads', '1', '-filter_complex_threads', '1'],
    ...['-filter_complex', pictureGraph(recipe.scene, recipe), '-map', '[picture]'],
    ...['-frames:v', String(recipe.fps * recipe.seconds), '-r', String(recipe.fps), '-threads', '1'],
    ...codecArguments(recipe),
    ...['-f', recipe.codec === 'h264' ? 'h264' : 'hevc', outputFile],
  ];
}

function codecArguments(recipe: Recipe): string[] {
  const keyint = recipe.gopSeconds * recipe.fps;
  const rate = `vbv-maxrate=${Math.round(recipe.kbps * 1.3)}:vbv-bufsize=${Math.round(recipe.kbps * 1.3)}`;
  const bFrames = `bframes=${recipe.bFrames ?? 0}:b-adapt=0:b-pyramid=none`;
  const gop = `keyint=${keyint}:min-keyint=${keyint}:scenecut=0:${bFrames}:open-gop=0:repeat-headers=1:${rate}`;
  const parameters = recipe.encoder === undefined ? gop : `${gop}:${recipe.encoder}`;
  const common = ['-preset', 'medium', '-b:v', `${recipe.kbps}k`];
  // The encoder's own advertisement, an SEI of unregistered user data, would be repeated at every turn of the loop.
  if (recipe.codec === 'h264') {
    const strip = ['-bsf:v', 'filter_units=remove_types=6'];
    return ['-c:v', 'libx264', '-profile:v', recipe.profile, ...common, '-x264-params', parameters, ...strip];
  }
  const strip = ['-bsf:v', 'filter_units=remove_types=39-40'];
  return ['-c:v', 'libx265', ...common, '-x265-params', `${parameters}:log-level=none:pools=1`, ...strip];
}

/** Changes whenever any picture or encoder setting does, so that a stale cache is never taken for a fresh one. */
export function loopsVersion(): string {
  const hash = createHash('sha256');
  for (const name of loopNames) hash.update(JSON.stringify(encodeArguments(recipeOf(name), name)));
  return `v1-${hash.digest('hex').slice(0, 12)}`;
}
