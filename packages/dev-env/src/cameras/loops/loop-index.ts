import { readFile } from 'node:fs/promises';
import path from 'node:path';
import * as v from 'valibot';
import { loopNames } from './recipes.ts';

const positive = v.pipe(v.number(), v.integer(), v.minValue(1));

const loopEntrySchema = v.object({
  name: v.picklist(loopNames),
  file: v.string(),
  codec: v.picklist(['h264', 'h265']),
  width: positive,
  height: positive,
  fps: positive,
  frames: positive,
  gopFrames: positive,
  inBandParameterSets: v.boolean(),
  profile: v.picklist(['baseline', 'main', 'high']),
  bytes: positive,
});

export const loopIndexSchema = v.object({ version: v.string(), loops: v.array(loopEntrySchema) });

export type LoopEntry = v.InferOutput<typeof loopEntrySchema>;
/** What stands in `index.json` beside the loops. Sizes in bytes and pixels, GOP in frames. */
export type LoopIndex = v.InferOutput<typeof loopIndexSchema>;

export const indexFile = 'index.json';

/** Throws if the folder holds no index, or one of another shape. */
export async function readLoopIndex(folder: string): Promise<LoopIndex> {
  return v.parse(loopIndexSchema, JSON.parse(await readFile(path.join(folder, indexFile), 'utf8')));
}
