import type { SentFrame } from '../gop-buffer.ts';
import type { AccessUnit } from '../h264/access-unit.ts';
import { createDepacketiser } from '../h264/depacketiser.ts';
import { createMediaPipeline } from '../media-pipeline.ts';
import { createRtpPacketView, readRtpPacket } from '../rtp/rtp-packet.ts';
import { rtpPacket } from './rtp-samples.ts';
import { createSimulatedTime } from '../../testing/simulated-time.ts';

export const ourSsrc = 0xabcd_ef01;

export type PipelineRigOptions = {
  readonly parameterSets?: readonly Buffer[];
  readonly firstSequence?: number;
  readonly firstTimestamp?: number;
};

/** A pipeline under simulated time, with a camera that numbers its own packets and every output kept. */
export function createPipelineRig(options: PipelineRigOptions = {}) {
  const time = createSimulatedTime();
  const packets: Buffer[] = [];
  const reports: Buffer[] = [];
  const frames: SentFrame[] = [];
  const seen = { damage: 0, backward: 0 };
  const pipeline = createMediaPipeline({
    ssrc: ourSsrc,
    payloadType: 96,
    firstSequence: options.firstSequence ?? 65_530,
    startMs: time.clock.monotonic(),
    firstTimestamp: options.firstTimestamp ?? 2 ** 32 - 1000,
    cname: 'test',
    clock: time.clock,
    onPacket: (packet) => packets.push(Buffer.from(packet)),
    onRtcp: (report) => reports.push(report),
    onSource: () => true,
    onFrame: (frame) => frames.push(frame),
    onDamage: () => (seen.damage += 1),
    onBackwardFrame: () => (seen.backward += 1),
  });
  const camera = { sequence: 100, timestamp: 5_000, ssrc: 0x1234 };
  const begin = (parameterSets: readonly Buffer[] = options.parameterSets ?? []) =>
    pipeline.begin({ codec: 'H264', payloadType: 96, parameterSets });
  begin();

  function push(packet: Buffer): void {
    pipeline.handleRtp(packet, { start: 0, end: packet.length }, time.clock.monotonic());
  }

  /** Sends payloads as the packets of one picture, the marker on the last. */
  function sendPicture(payloads: readonly Buffer[], { stepMs = 100, marker = true } = {}): void {
    payloads.forEach((payload, index) => {
      push(rtpPacket(payload, { ...camera, marker: marker && index === payloads.length - 1 }));
      camera.sequence += 1;
    });
    camera.timestamp += stepMs * 90;
    time.advance(stepMs);
  }

  return { pipeline, time, camera, begin, push, sendPicture, packets, reports, frames, seen };
}

export type ReadPacket = {
  readonly sequence: number;
  readonly timestamp: number;
  readonly ssrc: number;
  readonly marker: boolean;
  readonly payload: Buffer;
};

export function readPackets(packets: readonly Buffer[]): ReadPacket[] {
  return packets.map((packet) => {
    const view = createRtpPacketView();
    if (!readRtpPacket(packet, { start: 0, end: packet.length }, view)) throw new Error('not an RTP packet');
    const payload = packet.subarray(view.payloadStart, view.payloadEnd);
    return {
      sequence: view.sequence,
      timestamp: view.timestamp,
      ssrc: view.ssrc,
      marker: view.marker,
      payload,
    };
  });
}

/** The NAL units of each picture, as a receiver would gather them. */
export function gatherPictures(packets: readonly Buffer[]): string[][] {
  const pictures: string[][] = [];
  const depacketiser = createDepacketiser((unit: AccessUnit) => {
    pictures.push(unit.starts.map((start, at) => unit.bytes.toString('hex', start, unit.ends[at])));
  });
  const view = createRtpPacketView();
  for (const packet of packets) {
    if (!readRtpPacket(packet, { start: 0, end: packet.length }, view)) throw new Error('not an RTP packet');
    depacketiser.push(packet, view, { arrivalMs: 0, isAfterGap: false });
  }
  return pictures;
}
