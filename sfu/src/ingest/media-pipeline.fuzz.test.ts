import fc from 'fast-check';
import { expect, it } from 'vitest';
import { createPipelineRig, ourSsrc, readPackets } from './testing/pipeline-rig.ts';
import type { PipelineRigOptions } from './testing/pipeline-rig.ts';
import {
  bFrameSps,
  delimiter,
  fragments,
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
