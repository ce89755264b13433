import { readFile } from 'node:fs/promises';
import path from 'node:path';
import { splitNalUnits, toAccessUnits } from '../loops/annex-b.ts';
import { readLoopIndex } from '../loops/loop-index.ts';
import { heldFramesOf } from '../loops/display-order.ts';
import { packetize } from './packetize.ts';
import { createFrameTemplate } from './packet-template.ts';
import type { AccessUnit } from '../loops/annex-b.ts';
import type { LoopEntry } from '../loops/loop-index.ts';
import type { LoopName } from '../loops/recipes.ts';
import type { FrameTemplate } from './packet-template.ts';

/** A loop in memory: its pictures and the parameter sets that stand at its head. */
export type Loop = {
  readonly entry: LoopEntry;
  readonly pictures: readonly AccessUnit[];
  readonly parameterSets: readonly Uint8Array[];
};

export type PacketShape = {
  readonly mtuBytes: number;
  readonly aggregateParameterSets: boolean;
  readonly inBandParameterSets: boolean;
};

/** Holds each loop once, and its packets once for each shape of packets asked for, whatever the number of cameras. */
export type LoopStore = {
  readonly loopByName: (name: LoopName) => Loop;
  readonly firstLoopOf: (codec: 'h265') => Loop | undefined;
  readonly framesOf: (loop: Loop, shape: PacketShape) => readonly FrameTemplate[];
};

/** Reads every loop that is named, and one of H.265 for cameras that are told to change codec. */
export async function openLoopStore(folder: string, wanted: readonly LoopName[]): Promise<LoopStore> {
  const index = await readLoopIndex(folder);
  const loops = new Map<LoopName, Loop>();
  for (const entry of index.loops) {
    if (wanted.includes(entry.name) || entry.codec === 'h265')
      loops.set(entry.name, await readLoop(folder, entry));
  }
  const packetized = new Map<string, readonly FrameTemplate[]>();
  return {
    loopByName(name) {
      const loop = loops.get(name);
      if (loop === undefined) throw new Error(`The loop ${name} is not in ${folder}: run make-loops again`);
      return loop;
    },
    firstLoopOf: (codec) => [...loops.values()].find((loop) => loop.entry.codec === codec),
    framesOf(loop, shape) {
      const key = [
        loop.entry.name,
        shape.mtuBytes,
        shape.aggregateParameterSets,
        shape.inBandParameterSets,
      ].join('|');
      const frames = packetized.get(key) ?? packetizeLoop(loop, shape);
      packetized.set(key, frames);
      return frames;
    },
  };
}

async function readLoop(folder: string, entry: LoopEntry): Promise<Loop> {
  const pictures = toAccessUnits(entry.codec, splitNalUnits(await readFile(path.join(folder, entry.file))));
  const parameterSets = pictures[0]?.parameterSets ?? [];
  if (pictures.length !== entry.frames || parameterSets.length < 2)
    throw new Error(`The loop ${entry.name} is damaged`);
  return { entry, pictures, parameterSets };
}

function packetizeLoop(loop: Loop, shape: PacketShape): FrameTemplate[] {
  const options = {
    codec: loop.entry.codec,
    maxPayloadBytes: shape.mtuBytes - 12,
    aggregateParameterSets: shape.aggregateParameterSets,
    parameterSets: shape.inBandParameterSets ? loop.parameterSets : [],
  };
  const held = heldFramesOf(loop.entry.codec, loop.pictures);
  return loop.pictures.map((picture, at) =>
    createFrameTemplate(picture.isKeyframe, packetize(picture, options), held[at]),
  );
}
