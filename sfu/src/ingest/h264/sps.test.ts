import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { bFrameSps, samplePps, sampleSps } from '../testing/rtp-samples.ts';
import { parsePpsId, parseSps } from './sps.ts';

const fullHd = Buffer.from('6742c028da01e0089f97011000000300100000030140f1832a', 'hex');
/** Of an Axis camera: High, without VUI. */
const high = Buffer.from('640029ad84054562b8ac5474202a2b15c562a3a1', 'hex');

describe('parseSps', () => {
  it.each([
    [
      '640x360, cropped from 368 lines',
      sampleSps,
      { width: 640, height: 360, profile: 66, level: 22, reorderFrames: 0 },
    ],
    [
      '1280x720 with B-frames',
      bFrameSps,
      { width: 1280, height: 720, profile: 77, level: 31, reorderFrames: 2 },
    ],
    ['1920x1080, cropped from 1088 lines', fullHd, { width: 1920, height: 1080, profile: 66, level: 40 }],
  ])('reads %s', (_name, nal, expected) => {
    expect(parseSps(nal)).toMatchObject(expected);
  });

  it('refuses one that is cut before its size', () => {
    for (let length = 0; length < 8; length += 1)
      expect(parseSps(sampleSps.subarray(0, length))).toBeUndefined();
  });

  it('never throws, whatever the octets are', () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 80 }), (octets) => {
        parseSps(octets);
        parsePpsId(octets);
        parseSps(Buffer.concat([Buffer.from([0x67, 100, 0, 40]), octets]));
      }),
    );
    expect(() => parseSps(Buffer.concat([Buffer.from([0x67]), high]))).not.toThrow();
  });
});

describe('parsePpsId', () => {
  it('reads the id', () => {
    expect(parsePpsId(samplePps)).toBe(0);
    expect(parsePpsId(Buffer.from([0x68, 0x40]))).toBe(1);
  });
});
