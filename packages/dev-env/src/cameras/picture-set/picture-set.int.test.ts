import { readFile } from 'node:fs/promises';
import { describe, expect, it } from 'vitest';
import { CameraJudge, pictureSymptoms } from '@truc/sfu/picture-health';
import type { PictureSymptom } from '@truc/sfu/picture-health';
import { decodeKeyframes } from '@truc/sfu/picture-watch';
import { joinNalUnits, splitNalUnits, toAccessUnits } from '../loops/annex-b.ts';
import { scenes } from '../loops/scenes.ts';
import { changes, goodPictures, changedPictures } from './changes.ts';
import type { ExpectedSymptom } from './changes.ts';
import { ensurePictureSet } from './ensure-picture-set.ts';
import type { PictureSequence } from './ensure-picture-set.ts';

const timers = {
  after(delayMs: number, run: () => void) {
    const timer = setTimeout(run, delayMs);
    return () => clearTimeout(timer);
  },
};

const picturesEach = goodPictures + changedPictures;
const together = 3;

type Judged = { readonly expected: ExpectedSymptom; readonly said: readonly (PictureSymptom | null)[] };

/** Several sequences through one decoder, as the watch does it with several cameras. */
async function judgeTogether(sequences: readonly PictureSequence[]): Promise<Judged[]> {
  const keyframes = (await Promise.all(sequences.map(readKeyframes))).flat();
  const options = {
    program: '/usr/bin/ffmpeg',
    codec: 'H264',
    keyframes,
    timers,
    timeoutMs: 60_000,
  } as const;
  const { pictures } = await decodeKeyframes(options);
  return sequences.map((sequence, at) => {
    const camera = new CameraJudge();
    const own = pictures.slice(at * picturesEach, (at + 1) * picturesEach);
    const said = own.map((picture) => {
      if (picture === undefined) throw new Error(`${sequence.file} has a picture that cannot be decoded`);
      return camera.take(picture, { isTurned: false });
    });
    return { expected: expectedOf(sequence), said };
  });
}

async function readKeyframes({ file }: PictureSequence): Promise<Buffer[]> {
  const units = toAccessUnits('h264', splitNalUnits(await readFile(file)));
  return units.map(({ parameterSets, nalUnits }) => joinNalUnits([...parameterSets, ...nalUnits]));
}

/** A head that turns to and fro by itself has no view that it could have left. */
function expectedOf({ scene, change }: PictureSequence): ExpectedSymptom {
  const { expected } = changes[change];
  return expected === 'moved' && scenes[scene].pans === true ? null : expected;
}

/** What was said at each sequence's end against what is true of it, counted for each symptom. */
function count(judged: readonly Judged[], symptom: PictureSymptom) {
  const ends = judged.map(({ expected, said }) => ({ expected, last: said.at(-1) }));
  const right = ends.filter(({ expected, last }) => expected === symptom && last === symptom).length;
  const found = ends.filter(({ last }) => last === symptom).length;
  const there = ends.filter(({ expected }) => expected === symptom).length;
  return { symptom, there, found, precision: right / found, recall: right / there };
}

describe('the judging of pictures', () => {
  it(
    '[4G] says of each sequence of the test set what is wrong with it, and nothing of one that is good',
    { timeout: 240_000 },
    async () => {
      const judged: Judged[] = [];
      const sequences = await ensurePictureSet();
      for (let at = 0; at < sequences.length; at += together)
        judged.push(...(await judgeTogether(sequences.slice(at, at + together))));
      const table = pictureSymptoms.map((symptom) => count(judged, symptom));
      console.table(table);
      for (const { symptom, precision, recall } of table) {
        expect(precision, `precision of ${symptom}`).toBeGreaterThanOrEqual(0.95);
        expect(recall, `recall of ${symptom}`).toBeGreaterThanOrEqual(symptom === 'moved' ? 0.9 : 0.95);
      }
      const alarmed = judged.filter(({ expected, said }) => expected === null && said.some(Boolean));
      expect(alarmed).toEqual([]);
      for (const { said } of judged) {
        expect(said).toHaveLength(picturesEach);
        // One picture, or three, are no alarm yet.
        expect(said.slice(0, goodPictures + 3).some(Boolean)).toBe(false);
      }
    },
  );
});
