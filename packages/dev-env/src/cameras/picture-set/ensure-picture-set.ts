import { execFile } from 'node:child_process';
import { createHash } from 'node:crypto';
import { mkdir, mkdtemp, rename, rm, stat } from 'node:fs/promises';
import path from 'node:path';
import { promisify } from 'node:util';
import { defaultCacheFolder } from '../cache-folder.ts';
import { pictureGraph } from '../loops/picture.ts';
import { scenes } from '../loops/scenes.ts';
import type { SceneName } from '../loops/scenes.ts';
import { changedPictures, changeNames, changes, goodPictures, setScenes } from './changes.ts';
import type { ChangeName } from './changes.ts';

/** One camera's keyframes, a few seconds apart: good ones, then those after the change. */
export type PictureSequence = {
  readonly scene: SceneName;
  readonly change: ChangeName;
  /** H.264 in Annex B, every picture a keyframe. */
  readonly file: string;
};

const size = { width: 640, height: 360, fps: 1, seconds: goodPictures + changedPictures };

/** Makes sure that the pictures on which the judging of pictures is measured stand in the cache. @throws where ffmpeg fails */
export async function ensurePictureSet(cacheFolder = defaultCacheFolder()): Promise<PictureSequence[]> {
  const parent = path.join(cacheFolder, 'picture-set');
  const folder = path.join(parent, version());
  if (!(await exists(folder))) {
    await mkdir(parent, { recursive: true });
    const work = await mkdtemp(path.join(parent, '.making-'));
    try {
      for (const scene of setScenes) await promisify(execFile)('ffmpeg', argumentsOf(scene, work));
      // Whole or not at all. Another process may have been quicker, with the same pictures.
      await rename(work, folder).catch(async (error: unknown) => {
        if (!(await exists(folder))) throw error;
      });
    } finally {
      await rm(work, { recursive: true, force: true });
    }
  }
  return setScenes.flatMap((scene) =>
    changeNames.map((change) => ({ scene, change, file: path.join(folder, fileOf(scene, change)) })),
  );
}

/** All sequences of a scene in one run, so that its backdrop is drawn once. */
function argumentsOf(scene: SceneName, folder: string): string[] {
  // By infrared lamp whatever is held before the lens has no colour either.
  const light = scenes[scene].light === 'infrared' ? 'hue=s=0,' : '';
  const chains = changeNames.map((name, at) => {
    const after = `[p${at}]split[a${at}][b${at}];[b${at}]${changes[name].filter},${light}format=yuv420p[c${at}]`;
    return `${after};[a${at}][c${at}]overlay=enable='gte(n,${goodPictures})':shortest=1[o${at}]`;
  });
  const split = `[picture]split=${changeNames.length}${changeNames.map((_, at) => `[p${at}]`).join('')}`;
  const coder = ['-c:v', 'libx264', '-preset', 'veryfast', '-threads', '1', '-crf', '27', '-g', '1'];
  const outputs = changeNames.flatMap((name, at) => [
    ...['-map', `[o${at}]`, '-frames:v', String(size.seconds), ...coder],
    ...['-bsf:v', 'filter_units=remove_types=6', '-f', 'h264', path.join(folder, fileOf(scene, name))],
  ]);
  const graph = [pictureGraph(scene, size), split, ...chains].join(';');
  return ['-hide_banner', '-loglevel', 'error', '-y', '-filter_complex', graph, ...outputs];
}

function fileOf(scene: SceneName, change: ChangeName): string {
  return `${scene}-${change}.h264`;
}

/** Changes whenever a picture does, so that a stale cache is never taken for a fresh one. */
function version(): string {
  const hash = createHash('sha256');
  for (const scene of setScenes) hash.update(JSON.stringify(argumentsOf(scene, '')));
  return `v1-${hash.digest('hex').slice(0, 12)}`;
}

async function exists(file: string): Promise<boolean> {
  return stat(file).then(
    () => true,
    () => false,
  );
}
