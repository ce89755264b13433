import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { createRtpPacketView, readRtpPacket } from '../rtp/rtp-packet.ts';
import { rtpPacket } from '../testing/rtp-samples.ts';
import { createH265Depacketiser } from './depacketiser.ts';
import { createH265ParameterSets } from './parameter-sets.ts';
import { AccessUnit } from '../h264/access-unit.ts';

const nal = (type: number, ...rest: number[]) => Buffer.from([type << 1, 1, ...rest]);
const [vps, sps, pps] = [nal(32, 9), nal(33, 8), nal(34, 7)];
const idr = nal(19, 0x80, 1, 2, 3, 4, 5, 6, 7, 8, 9);
const trail = nal(1, 0x80, 5, 6);
const secondSlice = nal(1, 0x20, 7, 8);

function aggregate(...nals: readonly Buffer[]): Buffer {
  return Buffer.concat([
    Buffer.from([48 << 1, 1]),
    ...nals.flatMap((each) => [Buffer.from([0, each.length]), each]),
  ]);
}

function fragments(whole: Buffer, size: number): Buffer[] {
  const found: Buffer[] = [];
  for (let at = 2; at < whole.length; at += size) {
    const flags = (at === 2 ? 0x80 : 0) | (at + size >= whole.length ? 0x40 : 0);
    const header = Buffer.from([49 << 1, 1, flags | ((whole[0] ?? 0) >> 1)]);
    found.push(Buffer.concat([header, whole.subarray(at, at + size)]));
  }
  return found;
}

function createRig() {
  const pictures: { nals: string[]; isKeyframe: boolean; isDamaged: boolean }[] = [];
  const depacketiser = createH265Depacketiser((unit) =>
    pictures.push({
      nals: unit.starts.map((start, at) => unit.bytes.toString('hex', start, unit.ends[at])),
      isKeyframe: unit.hasIdr,
      isDamaged: unit.isDamaged,
    }),
  );
  const view = createRtpPacketView();
  let sequence = 0;
  function push(payload: Buffer, o: { timestamp?: number; marker?: boolean; isAfterGap?: boolean } = {}) {
    const { timestamp = 0, marker = false, isAfterGap = false } = o;
    const packet = rtpPacket(payload, { sequence: (sequence += 1), timestamp, marker, ssrc: 1 });
    if (!readRtpPacket(packet, { start: 0, end: packet.length }, view)) return;
    depacketiser.push(packet, view, { arrivalMs: 0, isAfterGap });
  }
  return { pictures, push };
}

const hex = (...nals: readonly Buffer[]) => nals.map((each) => each.toString('hex'));

describe('[video 5.11] pictures of H.265', () => {
  it('are gathered from single NAL units, aggregates and fragments', () => {
    const { pictures, push } = createRig();
    push(aggregate(vps, sps, pps));
    const parts = fragments(idr, 4);
    parts.forEach((part, at) => push(part, { marker: at === parts.length - 1 }));
    push(trail, { timestamp: 3000 });
    push(secondSlice, { timestamp: 3000, marker: true });
    expect(pictures).toEqual([
      { nals: hex(vps, sps, pps, idr), isKeyframe: true, isDamaged: false },
      { nals: hex(trail, secondSlice), isKeyframe: false, isDamaged: false },
    ]);
  });

  it('end at a new time and at a first slice where a camera sets no markers', () => {
    const { pictures, push } = createRig();
    push(idr);
    push(trail, { timestamp: 3000 });
    push(trail, { timestamp: 3000 });
    push(trail, { timestamp: 6000 });
    expect(pictures.map(({ nals }) => nals)).toEqual([hex(idr), hex(trail), hex(trail)]);
  });

  it('are damaged by a packet that is missing', () => {
    const { pictures, push } = createRig();
    const [first, , last] = fragments(idr, 4);
    push(first ?? idr);
    push(last ?? idr, { isAfterGap: true, marker: true });
    push(trail, { timestamp: 3000, marker: true });
    expect(pictures.map(({ isDamaged }) => isDamaged)).toEqual([true, false]);
    expect(pictures[0]?.isKeyframe).toBe(true);
  });

  it('never throw, whatever the octets are', () => {
    fc.assert(
      fc.property(
        fc.array(fc.tuple(fc.uint8Array({ maxLength: 40 }), fc.boolean(), fc.boolean()), { maxLength: 40 }),
        (packets) => {
          const { push } = createRig();
          packets.forEach(([payload, marker, isAfterGap], at) =>
            push(Buffer.from(payload), { marker, isAfterGap, timestamp: at >> 2 }),
          );
        },
      ),
    );
  });
});

it('[video 5.1] keeps the parameter sets of the SDP until the stream brings others', () => {
  const sets = createH265ParameterSets([pps, vps, sps]);
  expect(sets.current()).toEqual([vps, sps, pps]);
  const unit = new AccessUnit();
  const other = nal(33, 1, 2, 3);
  for (const each of [other, pps]) {
    unit.append(each, 0, each.length);
    unit.addNal(unit.length - each.length, unit.length);
  }
  sets.update(unit);
  expect(sets.current()).toEqual([other, pps]);
});
