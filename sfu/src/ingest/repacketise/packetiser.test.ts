import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { AccessUnit } from '../h264/access-unit.ts';
import { gatherPictures, readPackets } from '../testing/pipeline-rig.ts';
import { samplePps, sampleSei, sampleSps, slice } from '../testing/rtp-samples.ts';
import { maxPacketBytes, packetise } from './packetiser.ts';

function unitOf(nals: readonly Buffer[]): AccessUnit {
  const unit = new AccessUnit();
  for (const nal of nals) {
    const start = unit.length;
    unit.note(nal[0] ?? 0);
    unit.append(nal, 0, nal.length);
    unit.addNal(start, unit.length);
  }
  return unit;
}

const header = { ssrc: 7, payloadType: 96, sequence: 65_535, timestamp: 4_294_967_295 };
const sets = [sampleSps, samplePps];
const nals = fc.record({
  isIdr: fc.boolean(),
  hasSei: fc.boolean(),
  lengths: fc.array(
    fc.oneof(
      fc.integer({ min: 3, max: 60 }),
      fc.integer({ min: 3, max: 5000 }),
      fc.integer({ min: 1180, max: 1195 }),
    ),
    {
      minLength: 1,
      maxLength: 12,
    },
  ),
});

describe('packetise', () => {
  it('[video 5.9] keeps every octet of a picture, in packets of at most 1200, numbered without a gap', () => {
    fc.assert(
      fc.property(nals, ({ isIdr, hasSei, lengths }) => {
        const slices = lengths.map((length, at) =>
          slice(isIdr ? 5 : 1, { length, isFirst: at === 0, fill: at }),
        );
        const content = [...(hasSei ? [sampleSei] : []), ...slices];
        const packets = packetise(unitOf(content), sets, header);
        const expected = [...(isIdr ? sets : []), ...content].map((nal) => nal.toString('hex'));
        expect(gatherPictures(packets)).toEqual([expected]);
        const read = readPackets(packets);
        read.forEach((packet, at) => {
          expect(packet.sequence).toBe((65_535 + at) & 0xffff);
          expect(packet.marker).toBe(at === read.length - 1);
          expect(packet.timestamp).toBe(header.timestamp);
        });
        expect(Math.max(...packets.map(({ length }) => length))).toBeLessThanOrEqual(maxPacketBytes);
      }),
    );
  });

  it('puts small neighbours into one packet', () => {
    expect(packetise(unitOf([sampleSei, slice(5)]), sets, header)).toHaveLength(1);
  });
});
