import { describe, expect, it } from 'vitest';
import { createRtpPacketView, readRtpPacket } from '../rtp/rtp-packet.ts';
import {
  delimiter,
  fragments,
  rtpPacket,
  samplePps,
  sampleSei,
  sampleSps,
  slice,
  stapA,
} from '../testing/rtp-samples.ts';
import { maxAccessUnitBytes } from './access-unit.ts';
import { createDepacketiser } from './depacketiser.ts';

type Unit = { nals: string[]; timestamp: number; isDamaged: boolean; hasIdr: boolean };
type Sent = readonly [payload: Buffer, timestamp: number, marker?: 'marker'];

/** `isAfterGap` stands where `null` is sent. */
function gather(sent: readonly (Sent | null)[]): Unit[] {
  const units: Unit[] = [];
  const depacketiser = createDepacketiser((unit) => {
    const nals = unit.starts.map((start, at) => unit.bytes.toString('hex', start, unit.ends[at]));
    units.push({ nals, timestamp: unit.timestamp, isDamaged: unit.isDamaged, hasIdr: unit.hasIdr });
  });
  const view = createRtpPacketView();
  let isAfterGap = false;
  sent.forEach((entry, sequence) => {
    if (entry !== null) {
      const packet = rtpPacket(entry[0], { sequence, timestamp: entry[1], marker: entry[2] === 'marker' });
      readRtpPacket(packet, { start: 0, end: packet.length }, view);
      depacketiser.push(packet, view, { arrivalMs: 0, isAfterGap });
    }
    isAfterGap = entry === null;
  });
  return units;
}

/** The NAL unit in fragments, the marker on the last. */
function fragmented(nal: Buffer, { size, timestamp }: { size: number; timestamp: number }): Sent[] {
  return fragments(nal, size).map((part, at, all) => {
    return at === all.length - 1 ? [part, timestamp, 'marker'] : [part, timestamp];
  });
}

const hex = (...nals: readonly Buffer[]) => nals.map((nal) => nal.toString('hex'));
const content = (units: readonly Unit[]) => units.map(({ nals }) => nals);
const first = slice(1, { fill: 10 });
const second = slice(1, { fill: 20, isFirst: false });
const third = slice(1, { fill: 30 });

describe('[video 4B] the quirks of cameras', () => {
  it('gathers single NAL units, STAP-A and FU-A into one picture', () => {
    const idr = slice(5, { length: 3000 });
    const units = gather([
      [stapA(delimiter, sampleSps, samplePps), 9],
      [sampleSei, 9],
      ...fragmented(idr, { size: 1000, timestamp: 9 }),
    ]);
    expect(content(units)).toEqual([hex(delimiter, sampleSps, samplePps, sampleSei, idr)]);
    expect(units[0]).toMatchObject({ hasIdr: true, isDamaged: false, timestamp: 9 });
  });

  it('waits for the picture when the marker stands on SPS and PPS (Tapo, Reolink)', () => {
    const units = gather([
      [sampleSps, 9, 'marker'],
      [samplePps, 9, 'marker'],
      [slice(5), 9, 'marker'],
    ]);
    expect(content(units)).toEqual([hex(sampleSps, samplePps, slice(5))]);
  });

  it('takes parameter sets with a timestamp of their own to the picture that follows', () => {
    const units = gather([
      [stapA(sampleSps, samplePps), 1, 'marker'],
      [slice(5), 9, 'marker'],
    ]);
    expect(content(units)).toEqual([hex(sampleSps, samplePps, slice(5))]);
    expect(units[0]?.timestamp).toBe(9);
  });

  it('makes no picture of SEI alone, and keeps it for the next', () => {
    const units = gather([
      [first, 1, 'marker'],
      [sampleSei, 5, 'marker'],
      [third, 9, 'marker'],
    ]);
    expect(content(units)).toEqual([hex(first), hex(sampleSei, third)]);
  });

  it('ends a picture without a marker where the timestamp changes', () => {
    const units = gather([
      [first, 1],
      [second, 1],
      [third, 2],
      [first, 3],
    ]);
    expect(content(units)).toEqual([hex(first, second), hex(third)]);
  });

  it('parts two pictures that share a timestamp', () => {
    expect(
      content(
        gather([
          [first, 1, 'marker'],
          [third, 1, 'marker'],
        ]),
      ),
    ).toEqual([hex(first), hex(third)]);
    expect(
      content(
        gather([
          [first, 1],
          [third, 1],
          [first, 2],
        ]),
      ),
    ).toEqual([hex(first), hex(third)]);
    expect(
      content(
        gather([
          [first, 1],
          [delimiter, 1],
          [second, 1],
          [first, 2],
        ]),
      )[0],
    ).toEqual(hex(first));
  });

  it('ignores the markers of a camera that sets one on every slice, from the second picture on', () => {
    const other = slice(1, { fill: 40, isFirst: false });
    const units = gather([
      [first, 1, 'marker'],
      [second, 1, 'marker'],
      [third, 2, 'marker'],
      [other, 2, 'marker'],
      [first, 3, 'marker'],
    ]);
    expect(content(units.filter(({ isDamaged }) => !isDamaged))).toEqual([hex(first), hex(third, other)]);
  });

  it('splits Annex B inside one NAL unit, also inside fragments', () => {
    const idr = slice(5, { length: 2000 });
    const code = Buffer.from([0, 0, 0, 1]);
    const glued = Buffer.concat([sampleSps, code, samplePps, code, idr]);
    expect(content(gather([[glued, 1, 'marker']]))).toEqual([hex(sampleSps, samplePps, idr)]);
    const units = gather(fragmented(glued, { size: 700, timestamp: 1 }));
    expect(content(units)).toEqual([hex(sampleSps, samplePps, idr)]);
    expect(units[0]?.hasIdr).toBe(true);
    expect(content(gather([[Buffer.concat([code, first]), 1, 'marker']]))).toEqual([hex(first)]);
    expect(
      content(
        gather([
          [Buffer.concat([code, first]), 1],
          [third, 2],
        ]),
      )[0],
    ).toEqual(hex(first));
  });
});

describe('damage', () => {
  const parts = fragments(slice(1, { length: 900 }), 300);
  const [start, middle, end] = parts;
  if (!start || !middle || !end) throw new Error('three fragments are there');

  it('marks a picture whose fragment is lost: the start, the middle, the end', () => {
    expect(gather([null, [middle, 1], [end, 1, 'marker']])).toMatchObject([{ isDamaged: true, nals: [] }]);
    expect(gather([[start, 1], null, [end, 1, 'marker']])).toMatchObject([{ isDamaged: true, nals: [] }]);
    expect(gather([[start, 1], [middle, 1], null, [third, 2, 'marker']])).toMatchObject([
      { isDamaged: true },
      { isDamaged: false },
    ]);
  });

  it('marks a picture whose first slice is lost', () => {
    expect(gather([null, [second, 1, 'marker']])).toMatchObject([{ isDamaged: true }]);
    expect(gather([null, [third, 1, 'marker']])).toMatchObject([{ isDamaged: false }]);
  });

  it('knows a damaged keyframe by any of its fragments', () => {
    const [, body] = fragments(slice(5, { length: 900 }), 300);
    if (!body) throw new Error('a second fragment is there');
    expect(gather([null, [body, 1, 'marker']])).toMatchObject([{ isDamaged: true, hasIdr: true }]);
  });

  it.each([25, 26, 27, 29, 30, 31])(
    'marks a picture that holds a payload of type %i, and goes on',
    (type) => {
      const units = gather([
        [Buffer.from([0x60 | type, 1, 2, 3, 4]), 1],
        [first, 1, 'marker'],
        [third, 2, 'marker'],
      ]);
      expect(units.map(({ isDamaged }) => isDamaged)).toEqual([true, false]);
    },
  );

  it('marks a truncated aggregate', () => {
    const cut = stapA(first, third).subarray(0, -5);
    expect(gather([[cut, 1, 'marker']])).toMatchObject([{ isDamaged: true }]);
  });

  it('gives up a picture of more than 5 MB', () => {
    const [begin = start, ...rest] = fragments(slice(5, { length: maxAccessUnitBytes + 60_000 }), 60_000);
    const units = gather([[begin, 1], ...rest.map((part) => [part, 1] as const), [third, 2, 'marker']]);
    expect(units).toMatchObject([{ isDamaged: true, hasIdr: true }, { isDamaged: false }]);
  });
});
