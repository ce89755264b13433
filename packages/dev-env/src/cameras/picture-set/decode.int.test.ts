import { readFile } from 'node:fs/promises';
import path from 'node:path';
import { expect, it } from 'vitest';
import type { CameraState, PictureTrouble } from '@truc/media/signalling';
import { CameraIdSchema } from '@truc/media/signalling';
import { decodeKeyframes, PictureWatch } from '@truc/sfu/picture-watch';
import { pino } from 'pino';
import * as v from 'valibot';
import { ensureLoops } from '../ensure-loops.ts';
import { joinNalUnits, splitNalUnits, toAccessUnits } from '../loops/annex-b.ts';
import type { VideoCodec } from '../loops/annex-b.ts';
import { goodPictures } from './changes.ts';
import { ensurePictureSet } from './ensure-picture-set.ts';

const clock = { now: () => Date.now(), monotonic: () => performance.now() };
const timers = {
  after(delayMs: number, run: () => void) {
    const timer = setTimeout(run, delayMs);
    return () => clearTimeout(timer);
  },
};
const program = '/usr/bin/ffmpeg';

async function keyframesOf(file: string, codec: VideoCodec = 'h264'): Promise<Buffer[]> {
  return toAccessUnits(codec, splitNalUnits(await readFile(file)))
    .filter(({ isKeyframe }) => isKeyframe)
    .map(({ parameterSets, nalUnits }) => joinNalUnits([...parameterSets, ...nalUnits]));
}

async function firstOfLoop(name: string, codec: VideoCodec = 'h264'): Promise<Buffer> {
  const loops = await ensureLoops();
  if (!loops.ok) throw new Error(loops.message);
  const [first] = await keyframesOf(path.join(loops.folder, `${name}.${codec}`), codec);
  if (first === undefined) throw new Error(`${name} has a keyframe`);
  return first;
}

it('[4G] gives each camera its own picture back, whatever their sizes are and whichever cannot be decoded', async () => {
  const small = await firstOfLoop('gate-day-small-gop1');
  const reordered = await firstOfLoop('gate-day-medium-b-frames');
  const large = await firstOfLoop('corridor-a-large-gop2');
  const noise = Buffer.concat([Buffer.from([0, 0, 0, 1, 0x65]), Buffer.alloc(4_000, 0x5a)]);
  const options = { program, codec: 'H264', timers, timeoutMs: 20_000 } as const;
  const mixed = await decodeKeyframes({ ...options, keyframes: [noise, large, reordered, noise, small] });
  const alone = await Promise.all(
    [large, reordered, small].map(
      async (keyframe) => (await decodeKeyframes({ ...options, keyframes: [keyframe] })).pictures[0],
    ),
  );
  expect([1, 2, 4].map((at) => mixed.pictures[at])).toEqual(alone);
  expect(alone.every((picture) => picture !== undefined)).toBe(true);
});

it('[4G] decodes H.265, and rejects nothing when the program is not there or hangs', async () => {
  const keyframes = [await firstOfLoop('corridor-a-medium-h265', 'h265')];
  const { pictures } = await decodeKeyframes({
    program,
    codec: 'H265',
    keyframes,
    timers,
    timeoutMs: 20_000,
  });
  expect(pictures[0]?.luma.length).toBe(160 * 90);
  const missing = {
    program: '/nonexistent/ffmpeg',
    codec: 'H264',
    keyframes,
    timers,
    timeoutMs: 1_000,
  } as const;
  expect(await decodeKeyframes(missing)).toEqual({ pictures: [undefined], isComplete: false });
  const hanging = { program: '/usr/bin/yes', codec: 'H264', keyframes: [], timers, timeoutMs: 50 } as const;
  expect((await decodeKeyframes(hanging)).isComplete).toBe(false);
});

it('[4G] the watch tells a room that its camera is covered, and that it is good again', async () => {
  const sequence = (await ensurePictureSet()).find(
    ({ scene, change }) => scene === 'gate-day' && change === 'covered-bag',
  );
  if (sequence === undefined) throw new Error('a sequence');
  const keyframes = await keyframesOf(sequence.file);
  const good = keyframes.slice(0, goodPictures);
  const covered = keyframes.slice(goodPictures);
  const camera = v.parse(CameraIdSchema, 'cam-1');
  let next = 0;
  let source = [...good, ...covered];
  const told: (PictureTrouble | null)[] = [];
  const state: CameraState = { state: 'live', since: 0, conditions: [] };
  const watch: PictureWatch = new PictureWatch({
    rooms: () => [
      {
        camera,
        state,
        wantKeyframe: () =>
          watch.handleKeyframe(camera, {
            codec: 'H264',
            annexB: source[next++ % source.length] ?? Buffer.alloc(0),
          }),
        noteSight: ({ shows }) => void told.push(shows),
      },
    ],
    isTurned: () => false,
    memory: { known: new Map(), write: () => Promise.resolve() },
    everyMs: 40,
    clock,
    timers,
    log: pino({ level: 'silent' }),
  });
  watch.start();
  await expect.poll(() => told.at(-1), { timeout: 30_000 }).toBe('covered');
  source = good;
  await expect.poll(() => told.at(-1), { timeout: 30_000 }).toBe(null);
  await watch.close();
});
