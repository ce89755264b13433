import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { createFrameTemplate, datagramsOf, stampFrame } from './packet-template.ts';
import { packetize } from './packetize.ts';
import type { AccessUnit } from '../loops/annex-b.ts';

const sps = Uint8Array.of(0x67, 0x42, 0xc0, 0x1e, 1, 2, 3);
const pps = Uint8Array.of(0x68, 0xce, 0x3c, 0x80);

const keyframe = (bytes: number): AccessUnit => ({
  isKeyframe: true,
  parameterSets: [sps, pps],
  nalUnits: [Uint8Array.from({ length: bytes }, (_, at) => (at === 0 ? 0x65 : at & 0xff))],
});

const options = {
  codec: 'h264',
  maxPayloadBytes: 1388,
  aggregateParameterSets: true,
  parameterSets: [sps, pps],
} as const;

/** The NAL units that a receiver of RFC 6184 puts together again. */
function depacketize(payloads: readonly Uint8Array[]): Uint8Array[] {
  const found: Uint8Array[] = [];
  let fragments: Uint8Array[] = [];
  for (const payload of payloads) {
    const [head = 0, edges = 0] = payload;
    if ((head & 0x1f) === 24) {
      for (let at = 1; at < payload.length;) {
        const length = ((payload[at] ?? 0) << 8) | (payload[at + 1] ?? 0);
        found.push(payload.subarray(at + 2, at + 2 + length));
        at += 2 + length;
      }
    } else if ((head & 0x1f) === 28) {
      if ((edges & 0x80) !== 0) fragments = [Uint8Array.of((head & 0xe0) | (edges & 0x1f))];
      fragments.push(payload.subarray(2));
      if ((edges & 0x40) !== 0) found.push(Buffer.concat(fragments));
    } else found.push(payload);
  }
  return found;
}

describe('packetize', () => {
  it('puts SPS and PPS into one STAP-A before a keyframe', () => {
    const [first] = packetize(keyframe(100), options);
    expect((first?.[0] ?? 0) & 0x1f).toBe(24);
    expect(depacketize([first ?? new Uint8Array()]).map((nal) => [...nal])).toEqual([[...sps], [...pps]]);
  });

  it('sends SPS and PPS one by one when aggregation is off', () => {
    const payloads = packetize(keyframe(100), { ...options, aggregateParameterSets: false });
    expect(payloads.map((payload) => (payload[0] ?? 0) & 0x1f)).toEqual([7, 8, 5]);
  });

  it('sends no parameter sets before other pictures', () => {
    const payloads = packetize({ ...keyframe(100), isKeyframe: false }, options);
    expect(payloads).toHaveLength(1);
  });

  it('keeps to the limit and loses no byte, for any size of NAL unit and any limit', () => {
    fc.assert(
      fc.property(
        fc.integer({ min: 2, max: 9000 }),
        fc.integer({ min: 52, max: 3000 }),
        (bytes, maxPayloadBytes) => {
          const unit = keyframe(bytes);
          const payloads = packetize(unit, { ...options, maxPayloadBytes });
          expect(Math.max(...payloads.map((payload) => payload.length))).toBeLessThanOrEqual(maxPayloadBytes);
          const nals = depacketize(payloads).map((nal) => Buffer.from(nal));
          expect(nals).toEqual([sps, pps, ...unit.nalUnits].map((nal) => Buffer.from(nal)));
        },
      ),
    );
  });

  it('marks fragments of H.265 with type 49 and keeps layer and temporal id', () => {
    const nal = Uint8Array.from({ length: 3000 }, (_, at) => (at === 0 ? 19 << 1 : at === 1 ? 1 : 9));
    const unit = { isKeyframe: false, parameterSets: [], nalUnits: [nal] };
    const payloads = packetize(unit, { ...options, codec: 'h265' });
    expect(payloads.map((payload) => [(payload[0] ?? 0) >> 1, payload[1], payload[2]])).toEqual([
      [49, 1, 0x80 | 19],
      [49, 1, 19],
      [49, 1, 0x40 | 19],
    ]);
  });
});

describe('stampFrame', () => {
  it('numbers the packets onwards, over the edge of 16 and 32 bits, and marks only the last', () => {
    const template = createFrameTemplate(true, packetize(keyframe(3000), options));
    const fields = { channel: 4, sequence: 65_534, timestamp: 2 ** 32 + 18_000, ssrc: 0xdeadbeef };
    const stamped = stampFrame(template, fields);
    const packets = datagramsOf(template, stamped);
    expect(packets.map((packet) => packet.readUInt16BE(2))).toEqual([65_534, 65_535, 0, 1]);
    expect(packets.map((packet) => packet.readUInt32BE(4))).toEqual([18_000, 18_000, 18_000, 18_000]);
    expect(packets.map((packet) => packet.readUInt32BE(8))).toEqual(
      Array.from({ length: 4 }, () => 0xdeadbeef),
    );
    expect(packets.map((packet) => (packet[1] ?? 0) >> 7)).toEqual([0, 0, 0, 1]);
    expect(template.offsets.map((at) => stamped[at + 1])).toEqual([4, 4, 4, 4]);
  });

  it('leaves the template as it was, so that sessions can share it', () => {
    const template = createFrameTemplate(true, packetize(keyframe(200), options));
    const before = Buffer.from(template.bytes);
    stampFrame(template, { channel: 2, sequence: 7, timestamp: 9, ssrc: 1 });
    expect(template.bytes.equals(before)).toBe(true);
  });
});
