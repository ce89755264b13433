import { describe, expect, it } from 'vitest';
import { decidePicture } from './picture.ts';
import type { PictureFacts } from './picture.ts';
import { defaultSettings } from './settings.ts';
import { decideStall } from './stall.ts';

const good: PictureFacts = {
  refusal: null,
  camera: { state: 'live', since: 0, conditions: [] },
  ageMs: 60,
  sinceFrameMs: 40,
  frameIntervalMs: 100,
  earlier: null,
  stall: null,
  width: 640,
  height: 360,
  framesPresented: 9,
};
const live = good.camera;

describe('decidePicture', () => {
  it.each<[string, Partial<PictureFacts>, object]>([
    ['a fresh frame', {}, { state: 'live', ageMs: 60 }],
    ['a frame within a second of its interval', { ageMs: 1_100 }, { state: 'live' }],
    ['a frame a second late', { ageMs: 1_101 }, { state: 'ageing' }],
    ['a frame a second and a half late', { ageMs: 1_601 }, { state: 'stale' }],
    [
      'a camera of a frame each 2 s, just before the next',
      { ageMs: 2_050, frameIntervalMs: 2_000 },
      { state: 'live' },
    ],
    [
      'a picture that stands still though its age cannot be proved',
      { ageMs: null, sinceFrameMs: 9_000 },
      { state: 'stale', ageMs: null },
    ],
    ['fresh frames whose age cannot be proved', { ageMs: null }, { state: 'live', ageMs: null }],
    [
      'frames that arrive in time but are old',
      { ageMs: 8_000, sinceFrameMs: 10 },
      { state: 'stale', ageMs: 8_000 },
    ],
    ['no frame yet', { sinceFrameMs: null, ageMs: null }, { state: 'connecting' }],
    ['a silent camera', { camera: { state: 'stale', since: 0 } }, { state: 'stale', stall: 'camera' }],
    [
      'a lost camera',
      { camera: { state: 'no_signal', since: 0, reason: 'auth_refused' } },
      { state: 'no_signal', reason: 'auth_refused' },
    ],
    ['a stall without cause for worry yet', { stall: 'network' }, { state: 'live' }],
    ['a broken network', { ageMs: 5_000, stall: 'network' }, { state: 'stale', stall: 'network' }],
    ['a stuck decoder', { ageMs: 1_500, stall: 'decoder' }, { state: 'ageing', stall: 'decoder' }],
    ['no right', { refusal: 'grant_revoked' }, { state: 'not_permitted', reason: 'grant_revoked' }],
    [
      'no right, and no camera either',
      { refusal: 'not_found', camera: { state: 'no_signal', since: 0, reason: 'timeout' } },
      { state: 'not_permitted' },
    ],
    [
      'a camera that the SFU does not have',
      { refusal: 'camera_unknown' },
      { state: 'no_signal', reason: 'not_registered' },
    ],
  ])('judges %s', (_name, change, expected) => {
    expect(decidePicture({ ...good, ...change }, defaultSettings)).toMatchObject(expected);
  });
});

describe('decideStall', () => {
  const counters = (packetsReceived: number, framesDecoded: number) => ({ packetsReceived, framesDecoded });
  it.each([
    ['nothing arrives', live, counters(9, 5), counters(9, 5), 'network'],
    ['packets arrive, frames do not come out', live, counters(9, 5), counters(99, 5), 'decoder'],
    ['frames come out', live, counters(9, 5), counters(99, 7), null],
    [
      'the SFU says that the camera is silent',
      { state: 'stale', since: 0 } as const,
      counters(9, 5),
      counters(9, 5),
      'camera',
    ],
    ['there is nothing to compare', live, undefined, counters(9, 5), null],
  ])('when %s', (...[, camera, before, now, expected]) => {
    expect(decideStall(camera, before, now)).toBe(expected);
  });
});
