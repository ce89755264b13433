import { execFile, spawn } from 'node:child_process';
import { mkdir, mkdtemp, readFile, readdir, rename, rm, stat, writeFile } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import { defaultCacheFolder } from './cache-folder.ts';
import { promisify } from 'node:util';
import { joinNalUnits, nalType, splitNalUnits, toAccessUnits } from './loops/annex-b.ts';
import { indexFile, readLoopIndex } from './loops/loop-index.ts';
import { encodeArguments, loopNames, loopsVersion, recipeOf } from './loops/recipes.ts';
import type { LoopEntry, LoopIndex } from './loops/loop-index.ts';
import type { Recipe } from './loops/recipes.ts';

export type EnsureLoopsOptions = {
  /** Cache folder; default `$TRUC_CACHE`, else `$XDG_CACHE_HOME/truc`, else `~/.cache/truc`. */
  readonly cacheFolder?: string;
  /** Called with one short line each time a loop is ready. */
  readonly onProgress?: (line: string) => void;
  /** Breaks the encoding off: `encoding_failed`, and nothing is left of it. */
  readonly signal?: AbortSignal;
};

export type EnsureLoopsResult =
  | { readonly ok: true; readonly folder: string; readonly encoded: number }
  | { readonly ok: false; readonly code: 'ffmpeg_missing' | 'encoding_failed'; readonly message: string };

/**
 * Makes sure that the encoded camera loops of this version stand in the cache, and returns their folder.
 * A finished folder is never written again; a new one appears by a single rename, so that two processes or
 * an interrupted one leave either a whole set or none.
 */
export async function ensureLoops(options: EnsureLoopsOptions = {}): Promise<EnsureLoopsResult> {
  const parent = path.join(options.cacheFolder ?? defaultCacheFolder(), 'loops');
  const folder = path.join(parent, loopsVersion());
  if (await isComplete(folder)) return { ok: true, folder, encoded: 0 };
  const missing = await missingEncoder();
  if (missing !== undefined) return { ok: false, code: 'ffmpeg_missing', message: missing };

  await mkdir(parent, { recursive: true });
  await removeAbandoned(parent);
  const workFolder = await mkdtemp(path.join(parent, workPrefix));
  try {
    const loops = await encodeAll(workFolder, options);
    const index: LoopIndex = { version: path.basename(folder), loops };
    await writeFile(path.join(workFolder, indexFile), `${JSON.stringify(index, null, 2)}\n`);
    await publish(workFolder, folder);
    return { ok: true, folder, encoded: loops.length };
  } catch (error) {
    if (error instanceof EncodingError) return { ok: false, code: 'encoding_failed', message: error.message };
    throw error;
  } finally {
    await rm(workFolder, { recursive: true, force: true });
  }
}

class EncodingError extends Error {}

const workPrefix = '.making-';
const abandonedAfterMs = 3_600_000;

/** The index is written last into a folder that appears whole, so it and the files' sizes are proof enough. */
async function isComplete(folder: string): Promise<boolean> {
  try {
    const index = await readLoopIndex(folder);
    const sizes = await Promise.all(
      index.loops.map(async (loop) => (await stat(path.join(folder, loop.file))).size),
    );
    return (
      index.loops.length === loopNames.length && index.loops.every((loop, at) => loop.bytes === sizes[at])
    );
  } catch {
    // Absent or damaged: both mean that the set must be made.
    return false;
  }
}

async function missingEncoder(): Promise<string | undefined> {
  try {
    const { stdout } = await promisify(execFile)('ffmpeg', ['-hide_banner', '-encoders']);
    const lacking = ['libx264', 'libx265'].filter((encoder) => !stdout.includes(encoder));
    return lacking.length === 0
      ? undefined
      : `ffmpeg was built without ${lacking.join(' and ')}: apt-get install ffmpeg`;
  } catch {
    return 'ffmpeg is missing: apt-get install ffmpeg';
  }
}

async function removeAbandoned(parent: string): Promise<void> {
  for (const name of await readdir(parent)) {
    if (!name.startsWith(workPrefix)) continue;
    const full = path.join(parent, name);
    const { mtimeMs } = await stat(full);
    if (Date.now() - mtimeMs > abandonedAfterMs) await rm(full, { recursive: true, force: true });
  }
}

async function encodeAll(folder: string, { onProgress, signal }: EnsureLoopsOptions): Promise<LoopEntry[]> {
  // The longest first, so that no core is idle at the end.
  const waiting = loopNames.map(recipeOf).sort((a, b) => cost(b) - cost(a));
  const entries: LoopEntry[] = [];
  const total = waiting.length;
  const work = async (): Promise<void> => {
    for (let recipe = waiting.shift(); recipe !== undefined; recipe = waiting.shift()) {
      entries.push(await encode(recipe, folder, signal));
      onProgress?.(`camera loops ${entries.length}/${total} ${recipe.name}`);
    }
  };
  await Promise.all(Array.from({ length: Math.min(os.availableParallelism(), 4) }, work));
  return entries.sort((a, b) => loopNames.indexOf(a.name) - loopNames.indexOf(b.name));
}

function cost(recipe: Recipe): number {
  return recipe.width * recipe.height * recipe.fps * recipe.seconds;
}

async function encode(recipe: Recipe, folder: string, signal: AbortSignal | undefined): Promise<LoopEntry> {
  const file = path.join(folder, recipe.file);
  await runFfmpeg(encodeArguments(recipe, file), recipe.name, signal);
  let nalUnits = splitNalUnits(await readFile(file));
  if (!recipe.inBandParameterSets) {
    nalUnits = keepFirstParameterSets(nalUnits);
    await writeFile(file, joinNalUnits(nalUnits));
  }
  const pictures = toAccessUnits(recipe.codec, nalUnits);
  const gopFrames = recipe.gopSeconds * recipe.fps;
  const asOrdered = pictures.every((picture, at) => picture.isKeyframe === (at % gopFrames === 0));
  if (pictures.length !== recipe.fps * recipe.seconds || !asOrdered) {
    throw new EncodingError(`ffmpeg made the loop ${recipe.name} with other frames than were asked for`);
  }
  const { name, codec, width, height, fps, inBandParameterSets, profile } = recipe;
  const { size: bytes } = await stat(file);
  const shape = { name, file: recipe.file, codec, width, height, fps, inBandParameterSets, profile };
  return { ...shape, frames: pictures.length, gopFrames, bytes };
}

function keepFirstParameterSets(nalUnits: readonly Uint8Array[]): Uint8Array[] {
  const firstPicture = nalUnits.findIndex((nal) => nalType('h264', nal) === 5);
  return nalUnits.filter((nal, at) => at < firstPicture || ![7, 8].includes(nalType('h264', nal)));
}

async function runFfmpeg(
  argumentList: readonly string[],
  name: string,
  signal: AbortSignal | undefined,
): Promise<void> {
  if (signal?.aborted === true) throw new EncodingError(`the loop ${name} was not begun`);
  const child = spawn('ffmpeg', argumentList, { stdio: ['ignore', 'ignore', 'pipe'] });
  let said = '';
  const end = () => child.kill();
  signal?.addEventListener('abort', end);
  child.stderr.setEncoding('utf8').on('data', (text: string) => (said += text));
  const exitCode = await new Promise<number | null>((resolve, reject) => {
    child.once('error', reject);
    child.once('close', resolve);
  });
  signal?.removeEventListener('abort', end);
  if (exitCode === 0) return;
  throw new EncodingError(
    `ffmpeg could not make the loop ${name}: ${said.trim().split('\n')[0] ?? `exit ${exitCode}`}`,
  );
}

async function publish(workFolder: string, folder: string): Promise<void> {
  try {
    await rename(workFolder, folder);
  } catch (error) {
    if (await isComplete(folder)) return;
    // What stands there is damaged: a whole set always appears at once.
    if (!(await exists(folder))) throw error;
    await rm(folder, { recursive: true, force: true });
    await rename(workFolder, folder);
  }
}

async function exists(file: string): Promise<boolean> {
  return stat(file).then(
    () => true,
    () => false,
  );
}
