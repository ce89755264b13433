import { describe, expect, it } from 'vitest';
import { CameraIdSchema, posterByteLimit } from '@truc/media/signalling';
import * as v from 'valibot';
import { AccessUnit } from '../ingest/h264/access-unit.ts';
import { packetise } from '../ingest/repacketise/packetiser.ts';
import { makePoster, PosterShelf } from './poster.ts';

const camera = v.parse(CameraIdSchema, 'cam-1');
const sps = Buffer.from([0x67, 0x64, 0x00, 0x1f, 0xac, 0xd9]);
const pps = Buffer.from([0x68, 0xee, 0x3c, 0x80]);
const nal = (type: number, bytes: number) =>
  Buffer.concat([Buffer.from([0x60 | type]), Buffer.alloc(bytes, 0xab)]);

function keyframe(...nals: readonly Buffer[]) {
  const unit = new AccessUnit();
  for (const each of nals) {
    const start = unit.length;
    unit.append(each, 0, each.length);
    unit.addNal(start, unit.length);
    unit.note(each[0] ?? 0);
  }
  const header = { ssrc: 1, payloadType: 96, sequence: 65_530, timestamp: 0 };
  return { packets: packetise(unit, [sps, pps], header), wallMs: 50_000 };
}

function nalsIn(picture: Uint8Array): Buffer[] {
  const parts = Buffer.from(picture).toString('latin1').split('\x00\x00\x00\x01').slice(1);
  return parts.map((part) => Buffer.from(part, 'latin1'));
}

describe('a poster', () => {
  it('[4A1] is the keyframe octet by octet, parameter sets first, named by what its SPS says', () => {
    const slices = [nal(5, 4_000), nal(5, 300), nal(5, 1_150)];
    const poster = makePoster(camera, keyframe(...slices));
    expect(poster).toMatchObject({ camera, capturedMs: 50_000, codec: 'avc1.64001f' });
    expect(nalsIn(poster?.picture ?? new Uint8Array())).toEqual([sps, pps, ...slices]);
  });

  it('leaves SEI out: it is no part of the picture', () => {
    const poster = makePoster(camera, keyframe(nal(6, 40), nal(5, 200)));
    expect(nalsIn(poster?.picture ?? new Uint8Array())).toEqual([sps, pps, nal(5, 200)]);
  });

  it('is not made of more than the line to the viewer is meant for', () => {
    expect(makePoster(camera, keyframe(nal(5, posterByteLimit)))).toBeUndefined();
  });

  it('is not shown once it is a minute old', () => {
    const shelf = new PosterShelf(camera);
    const last = keyframe(nal(5, 200));
    expect(shelf.posterOf(last, 110_000)).toBeDefined();
    expect(shelf.posterOf(last, 110_001)).toBeUndefined();
    expect(shelf.posterOf(undefined, 50_000)).toBeUndefined();
  });

  it('is put together once for all who ask', () => {
    const shelf = new PosterShelf(camera);
    const last = keyframe(nal(5, 200));
    expect(shelf.posterOf(last, 51_000)).toBe(shelf.posterOf(last, 52_000));
  });
});
