import { describe, expect, it } from 'vitest';
import { createPipelineRig, gatherPictures, ourSsrc, readPackets } from './testing/pipeline-rig.ts';
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

const sets = [sampleSps, samplePps];
const hex = (...nals: readonly Buffer[]) => nals.map((nal) => nal.toString('hex'));

describe('the pitfalls of passing RTSP through to WebRTC', () => {
  it('[video 5.1] puts SPS first in every IDR access unit when the camera keeps parameter sets in the SDP', () => {
    const rig = createPipelineRig({ parameterSets: sets });
    for (let gop = 0; gop < 3; gop += 1) {
      rig.sendPicture(fragments(slice(5, { length: 5000 }), 1300));
      rig.sendPicture([slice(1)]);
    }
    const packets = readPackets(rig.packets);
    const starts = packets.filter((packet, at) => at === 0 || packets[at - 1]?.marker);
    expect(starts).toHaveLength(6);
    starts.forEach((packet, at) => {
      const isAggregate = ((packet.payload[0] ?? 0) & 0x1f) === 24;
      const firstType = (packet.payload[isAggregate ? 3 : 0] ?? 0) & 0x1f;
      expect(firstType).toBe(at % 2 === 0 ? 7 : 1);
    });
    expect(gatherPictures(rig.packets)[2]?.slice(0, 2)).toEqual(hex(...sets));
  });

  it('[video 5.1] sends nothing until a keyframe and its parameter sets are known', () => {
    const rig = createPipelineRig();
    rig.sendPicture([slice(1)]);
    rig.sendPicture([slice(5)]);
    expect(rig.packets).toHaveLength(0);
    rig.sendPicture([sampleSps, samplePps, slice(5)]);
    expect(gatherPictures(rig.packets)).toEqual([hex(sampleSps, samplePps, slice(5))]);
    expect(rig.pipeline.counters.heldUnits).toBe(2);
  });

  it('[video 5.2, 5.3] reports a lost picture, so that a keyframe is asked for', () => {
    const rig = createPipelineRig({ parameterSets: sets });
    rig.sendPicture([slice(5)]);
    rig.camera.sequence += 1;
    rig.sendPicture([slice(1)]);
    expect(rig.seen.damage).toBe(1);
    expect(rig.pipeline.counters.lostPackets).toBe(1);
  });

  it('[video 5.4] passes a High or Main parameter set on unchanged, whatever profile the Producer declares', () => {
    const rig = createPipelineRig();
    rig.sendPicture([stapA(bFrameSps, samplePps), slice(5)]);
    expect(gatherPictures(rig.packets)[0]?.[0]).toBe(bFrameSps.toString('hex'));
    expect(rig.pipeline.video()).toMatchObject({ width: 1280, height: 720, profile: 77, reorderFrames: 2 });
  });

  it('[video 5.5] keeps its SSRC when the camera comes back with another', () => {
    const rig = createPipelineRig({ parameterSets: sets });
    rig.sendPicture([slice(5)]);
    rig.camera.ssrc = 0x9999;
    rig.camera.sequence = 40_000;
    rig.sendPicture([slice(1)]);
    rig.sendPicture([slice(5)]);
    const packets = readPackets(rig.packets);
    expect(new Set(packets.map(({ ssrc }) => ssrc))).toEqual(new Set([ourSsrc]));
    expect(gatherPictures(rig.packets)).toHaveLength(2);
  });

  it('[video 5.6] goes on with sequence and time after a reconnect, from a keyframe with its parameter sets', () => {
    const rig = createPipelineRig({ parameterSets: sets });
    rig.sendPicture([slice(5)]);
    rig.sendPicture([slice(1)]);
    rig.time.advance(30_000);
    rig.begin();
    Object.assign(rig.camera, { sequence: 7, timestamp: 3, ssrc: 1 });
    rig.sendPicture([slice(1)]);
    rig.sendPicture([slice(5)]);
    const packets = readPackets(rig.packets);
    expect(packets.map(({ sequence }) => sequence)).toEqual([65_530, 65_531, 65_532]);
    const [, second, third] = packets;
    expect(((third?.timestamp ?? 0) - (second?.timestamp ?? 0)) | 0).toBe((30_000 + 200) * 90);
    expect((third?.payload[3] ?? 0) & 0x1f).toBe(7);
  });

  it('[video 5.7] tells nothing of where a camera is: only payloads come through', () => {
    const rig = createPipelineRig({ parameterSets: sets });
    const withExtension = rtpPacket(Buffer.concat([Buffer.from('bede0001c0a80017', 'hex'), slice(5)]), {
      ...rig.camera,
      marker: true,
    });
    withExtension[0] = 0x90;
    rig.push(withExtension);
    expect(gatherPictures(rig.packets)).toEqual([hex(...sets, slice(5))]);
    expect(rig.packets[0]?.[0]).toBe(0x80);
  });

  it("[video 5.8] reports once a second with the machine's clock", () => {
    const rig = createPipelineRig({ parameterSets: sets });
    rig.sendPicture([slice(5)]);
    for (let frame = 0; frame < 30; frame += 1) rig.sendPicture([slice(1)]);
    expect(rig.reports).toHaveLength(4);
    const [first, second] = rig.reports;
    if (!first || !second) throw new Error('two reports are there');
    expect(first.readUInt32BE(8) - 2_208_988_800).toBe(Date.UTC(2026, 10, 22, 8) / 1000);
    expect((second.readUInt32BE(16) - first.readUInt32BE(16)) | 0).toBe(90_000);
    expect(second.readUInt32BE(8) - first.readUInt32BE(8)).toBe(1);
    expect(second.readUInt32BE(20)).toBe(11);
  });

  it('[video 5.9] splits what is larger than 1200 octets, and says the same', () => {
    const rig = createPipelineRig({ parameterSets: sets });
    const large = slice(5, { length: 60_000 });
    rig.sendPicture([large]);
    expect(Math.max(...rig.packets.map((packet) => packet.length))).toBeLessThanOrEqual(1200);
    expect(gatherPictures(rig.packets)).toEqual([hex(...sets, large)]);
    const markers = readPackets(rig.packets).map(({ marker }) => marker);
    expect(markers.indexOf(true)).toBe(markers.length - 1);
  });
});

describe('what a damaged stream shows', () => {
  it('leaves a damaged picture out and goes on with the next', () => {
    const rig = createPipelineRig({ parameterSets: sets });
    rig.sendPicture([slice(5)]);
    const parts = fragments(slice(1, { length: 900, fill: 2 }), 300);
    rig.sendPicture(parts.slice(0, 1), { marker: false, stepMs: 0 });
    rig.camera.sequence += 1;
    rig.sendPicture(parts.slice(2));
    rig.sendPicture([slice(1, { fill: 3 })]);
    expect(gatherPictures(rig.packets)).toEqual([hex(...sets, slice(5)), hex(slice(1, { fill: 3 }))]);
    expect(rig.pipeline.counters.damagedUnits).toBe(1);
    expect(rig.pipeline.gop.frames()).toHaveLength(0);
  });

  it('holds back what follows a damaged keyframe, even one whose first fragment is lost', () => {
    const rig = createPipelineRig({ parameterSets: sets });
    rig.sendPicture([slice(5)]);
    rig.camera.sequence += 1;
    rig.sendPicture(fragments(slice(5, { length: 900 }), 300).slice(1));
    rig.sendPicture([slice(1)]);
    expect(rig.frames).toHaveLength(1);
    rig.sendPicture([slice(5)]);
    rig.sendPicture([slice(1)]);
    expect(rig.frames).toHaveLength(3);
  });

  it('drops a repeated packet', () => {
    const rig = createPipelineRig({ parameterSets: sets });
    rig.sendPicture([slice(5)]);
    rig.push(rtpPacket(slice(5), { ...rig.camera, sequence: rig.camera.sequence - 1, marker: true }));
    expect(rig.frames).toHaveLength(1);
  });
});

describe('what is left out and what is kept', () => {
  it('leaves out delimiters and parameter sets of the stream, and keeps SEI', () => {
    const rig = createPipelineRig();
    rig.sendPicture([delimiter, sampleSps, samplePps, sampleSei, slice(5)]);
    rig.sendPicture([delimiter, sampleSei, slice(1)]);
    expect(gatherPictures(rig.packets)).toEqual([
      hex(sampleSps, samplePps, sampleSei, slice(5)),
      hex(sampleSei, slice(1)),
    ]);
  });

  it('takes parameter sets that change in the stream instead of those of the SDP', () => {
    const rig = createPipelineRig({ parameterSets: sets });
    rig.sendPicture([slice(5)]);
    rig.sendPicture([bFrameSps, samplePps, slice(5)]);
    rig.sendPicture([slice(5)]);
    const pictures = gatherPictures(rig.packets);
    expect(pictures.map(([first]) => first)).toEqual(hex(sampleSps, bFrameSps, bFrameSps));
  });

  it('keeps no reference to the memory that it reads from', () => {
    const rig = createPipelineRig({ parameterSets: sets });
    const packet = rtpPacket(slice(5), { ...rig.camera, marker: true });
    rig.push(packet);
    packet.fill(0);
    expect(gatherPictures(rig.packets)).toEqual([hex(...sets, slice(5))]);
    expect(Buffer.concat([...(rig.frames[0]?.packets ?? [])]).includes(slice(5))).toBe(true);
  });
});
