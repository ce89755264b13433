import fc from 'fast-check';
import { expect, it } from 'vitest';
import { maxAccessUnitBytes } from './h264/access-unit.ts';
import { readSenderReport, writeSenderReport } from './rtp/rtcp.ts';
import { createPipelineRig, ourSsrc, readPackets } from './testing/pipeline-rig.ts';
import type { PipelineRigOptions } from './testing/pipeline-rig.ts';
import {
  bFrameSps,
  delimiter,
  fragments,
  rtpPacket,
  samplePps,
  sampleSei,
  sampleSps,
  slice,
  stapA,
} from './testing/rtp-samples.ts';

type Rig = ReturnType<typeof createPipelineRig>;
type Quirk = (rig: Rig) => void;

const sets = [sampleSps, samplePps];
const quirks: Record<string, Quirk> = {
  keyframe: (rig) => rig.sendPicture([slice(5)]),
  keyframeWithSets: (rig) => rig.sendPicture([stapA(delimiter, ...sets), sampleSei, slice(5)]),
  largeKeyframe: (rig) => rig.sendPicture(fragments(slice(5, { length: 7000 }), 1400)),
  picture: (rig) => rig.sendPicture([slice(1)]),
  slices: (rig) => rig.sendPicture([slice(1), slice(1, { isFirst: false })]),
  withoutMarker: (rig) => rig.sendPicture([slice(1)], { marker: false }),
  markedSets: (rig) => sets.forEach((set) => rig.sendPicture([set], { stepMs: 0 })),
  otherSets: (rig) => rig.sendPicture([bFrameSps, samplePps, slice(5)]),
  loss: (rig) => void (rig.camera.sequence += 3),
  lostFragment: (rig) => {
    rig.sendPicture(fragments(slice(1, { length: 900 }), 300).slice(0, 1), { marker: false });
    rig.camera.sequence += 1;
  },
  repeatedTime: (rig) => rig.sendPicture([slice(1)], { stepMs: 0 }),
  timeForward: (rig) => void (rig.camera.timestamp += 90 * 60_000),
  timeBack: (rig) => void (rig.camera.timestamp = Math.max(0, rig.camera.timestamp - 90 * 30_000)),
  stepBack: (rig) => void (rig.camera.timestamp = Math.max(0, rig.camera.timestamp - 9000)),
  silence: (rig) => rig.time.advance(4_000),
  reconnect: (rig) => {
    rig.begin();
    Object.assign(rig.camera, { sequence: 9, timestamp: 77, ssrc: rig.camera.ssrc + 1 });
  },
  newSource: (rig) => Object.assign(rig.camera, { sequence: 60_000, ssrc: rig.camera.ssrc + 1 }),
};
const quirkNames = Object.keys(quirks);

function run(names: readonly string[], options: PipelineRigOptions): Rig {
  const rig = createPipelineRig({ parameterSets: sets, ...options });
  for (const name of names) quirks[name]?.(rig);
  return rig;
}

it('[video 5.5, 5.6] keeps one SSRC, a contiguous sequence and strictly increasing times, whatever quirks follow one another', () => {
  const story = fc.array(fc.constantFrom(...quirkNames), { minLength: 5, maxLength: 80 });
  fc.assert(
    fc.property(
      story,
      fc.integer({ min: 0, max: 65_535 }),
      fc.integer({ min: 0, max: 2 ** 32 - 1 }),
      (names, sequence, timestamp) => {
        const rig = run(names, { firstSequence: sequence, firstTimestamp: timestamp });
        const packets = readPackets(rig.packets);
        let previous = packets[0];
        for (const packet of packets.slice(1)) {
          expect(packet.ssrc).toBe(ourSsrc);
          expect((packet.sequence - (previous?.sequence ?? 0)) & 0xffff).toBe(1);
          const step = (packet.timestamp - (previous?.timestamp ?? 0)) | 0;
          if (previous?.marker) expect(step).toBeGreaterThan(0);
          else expect(step).toBe(0);
          previous = packet;
        }
        expect(packets.at(-1)?.marker ?? true).toBe(true);
      },
    ),
  );
});

it('[video 5.1] begins every kept group of pictures with SPS, whatever came before', () => {
  fc.assert(
    fc.property(fc.array(fc.constantFrom(...quirkNames), { maxLength: 60 }), (names) => {
      const [first] = run(names, {}).pipeline.gop.frames();
      if (first === undefined) return;
      const payload = first.packets[0]?.subarray(12);
      const type = (payload?.[0] ?? 0) & 0x1f;
      expect(type === 24 ? (payload?.[3] ?? 0) & 0x1f : type).toBe(7);
    }),
  );
});

it('never throws on packets that are cut, changed or invented, and never sends more than 1200 octets', () => {
  const change = fc.record({
    at: fc.nat(400),
    octet: fc.integer({ min: 0, max: 255 }),
    cut: fc.nat(40),
    invented: fc.uint8Array({ maxLength: 60 }),
  });
  fc.assert(
    fc.property(fc.array(change, { maxLength: 60 }), (changes) => {
      const rig = createPipelineRig({ parameterSets: sets });
      rig.sendPicture([slice(5)]);
      const donor = createPipelineRig({ parameterSets: sets });
      donor.sendPicture([stapA(...sets), slice(5, { length: 4000 })]);
      changes.forEach(({ at, octet, cut, invented }, index) => {
        const packet = Buffer.from(donor.packets[index % donor.packets.length] ?? Buffer.alloc(0));
        packet.writeUInt16BE((rig.camera.sequence + index) & 0xffff, 2);
        packet[at % packet.length] = octet;
        rig.push(packet.subarray(0, packet.length - (index % 3 === 0 ? cut : 0)));
        rig.push(Buffer.from(invented));
      });
      expect(Math.max(...rig.packets.map(({ length }) => length))).toBeLessThanOrEqual(1200);
    }),
  );
});

/** NAL units of either codec as any of its packets, whole or not: single, aggregated, fragmented, of types nobody sends. */
const payload = fc.oneof(
  fc.tuple(
    fc.constantFrom(0x65, 0x41, 0x67, 0x68, 0x06, 0x09, 0x26, 0x02, 0x40, 0x42, 0x44),
    fc.uint8Array({ maxLength: 80 }),
  ),
  // STAP-A, STAP-B, MTAP, FU-A and FU-B (RFC 6184); aggregation, fragmentation and PACI (RFC 7798).
  fc.tuple(
    fc.constantFrom(0x78, 0x79, 0x7a, 0x7b, 0x7c, 0x7d, 0x60, 0x62, 0x64),
    fc.uint8Array({ maxLength: 80 }),
  ),
  fc.tuple(
    fc.constant(0x7c),
    fc.constantFrom(0x85, 0x05, 0x45, 0x81, 0x01, 0x41).map((octet) => Uint8Array.of(octet, 0x88, 1, 2)),
  ),
  fc.tuple(
    fc.constant(0x62),
    fc.constantFrom(0x93, 0x13, 0x53).map((octet) => Uint8Array.of(1, octet, 0x88, 1, 2)),
  ),
);
const packetOfAnyKind = fc.record({
  payload,
  step: fc.constantFrom(0, 1, 1, 1, 2, 500, 40_000),
  ticks: fc.constantFrom(0, 0, 9_000, -9_000, -3_000, 2 ** 31),
  marker: fc.boolean(),
  first: fc.constantFrom(0x80, 0x80, 0x80, 0x90, 0xa0, 0x8f, 0x00),
});

it.each(['H264', 'H265'] as const)(
  'never throws on %s packets of any kind in any order, also with B-frames',
  (codec) => {
    fc.assert(
      fc.property(fc.array(packetOfAnyKind, { maxLength: 120 }), (story) => {
        const rig = createPipelineRig({ parameterSets: sets });
        rig.pipeline.begin({ codec, payloadType: 96, parameterSets: codec === 'H264' ? sets : [] });
        for (const {
          payload: [head, rest],
          step,
          ticks,
          marker,
          first,
        } of story) {
          rig.camera.sequence += step;
          rig.camera.timestamp = (rig.camera.timestamp + ticks) >>> 0;
          const packet = rtpPacket(Buffer.from([head, ...rest]), { ...rig.camera, marker });
          packet[0] = first;
          rig.push(packet);
          rig.time.advance(20);
        }
        expect(Math.max(0, ...rig.packets.map(({ length }) => length))).toBeLessThanOrEqual(1200);
      }),
    );
  },
);

it('keeps no more of a picture without end than the largest picture is', () => {
  const rig = createPipelineRig({ parameterSets: sets });
  rig.push(rtpPacket(Buffer.from([0x7c, 0x85, 0x88, 1, 2]), rig.camera));
  const piece = rtpPacket(Buffer.concat([Buffer.from([0x7c, 0x05]), Buffer.alloc(60_000, 7)]), rig.camera);
  const before = process.memoryUsage().arrayBuffers;
  for (let sent = 1; sent < 1_000; sent += 1) {
    piece.writeUInt16BE((rig.camera.sequence + sent) & 0xffff, 2);
    rig.push(piece);
  }
  // What doubled on the way to the limit may not have been collected yet.
  expect(process.memoryUsage().arrayBuffers - before).toBeLessThan(4 * maxAccessUnitBytes);
});

it('never throws on RTCP, and believes no report that is cut', () => {
  const report = writeSenderReport(
    { ssrc: 7, wallMs: 1_795_334_400_250, rtpTimestamp: 5, packets: 1, octets: 2 },
    'c',
  );
  const change = fc.record({
    at: fc.nat(report.length),
    octet: fc.nat(255),
    length: fc.nat(report.length + 8),
  });
  fc.assert(
    fc.property(fc.array(change, { maxLength: 6 }), (changes) => {
      let bytes = Buffer.concat([report, report]);
      for (const { at, octet, length } of changes) {
        bytes[at] = octet;
        bytes = bytes.subarray(0, Math.max(length, at + 1));
      }
      const read = readSenderReport(bytes, { start: 0, end: bytes.length });
      if (bytes.length < 28) expect(read).toBeUndefined();
    }),
  );
});
