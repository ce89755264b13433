import type { Clock } from '@truc/base';
import type { GopBuffer, SentFrame } from './gop-buffer.ts';
import { createGopBuffer } from './gop-buffer.ts';
import type { AccessUnit } from './h264/access-unit.ts';
import { createDepacketiser } from './h264/depacketiser.ts';
import { createParameterSets } from './h264/parameter-sets.ts';
import type { SpsInfo } from './h264/sps.ts';
import { createTimeline } from './repacketise/timeline.ts';
import { packetise, rtpHeaderBytes } from './repacketise/packetiser.ts';
import { writeSenderReport } from './rtp/rtcp.ts';
import { createRtpPacketView, readRtpPacket } from './rtp/rtp-packet.ts';
import { createSequenceTracker } from './rtp/sequence-tracker.ts';

/** What a camera sent and what came of it, since the ingest was created. */
export type MediaCounters = {
  packetsIn: number;
  bytesIn: number;
  packetsOut: number;
  bytesOut: number;
  frames: number;
  keyframes: number;
  /** Packets that the camera counted and we never got. */
  lostPackets: number;
  damagedUnits: number;
  /** Whole pictures that were held back because the keyframe before them was missing. */
  heldUnits: number;
  keyframeIntervalMs: number | undefined;
};

export type MediaPipelineOptions = {
  readonly ssrc: number;
  readonly payloadType: number;
  readonly firstSequence: number;
  readonly firstTimestamp: number;
  readonly cname: string;
  readonly clock: Clock;
  readonly onPacket: (rtp: Buffer) => void;
  readonly onRtcp: (rtcp: Buffer) => void;
  onFrame(frame: SentFrame): void;
  /** A picture was lost: the camera's next keyframe heals what viewers see. */
  onDamage(): void;
  /** The camera's timestamps went back: B-frames. */
  onBackwardFrame(): void;
};

export interface MediaPipeline {
  /** A camera session begins: its packets continue our stream, from its first keyframe on. */
  begin(track: { readonly payloadType: number; readonly parameterSets: readonly Buffer[] }): void;
  /** One RTP packet in `bytes[start, end)`. Keeps no reference to `bytes`. Never throws, whatever the octets are. */
  handleRtp(bytes: Buffer, range: { readonly start: number; readonly end: number }, arrivalMs: number): void;
  readonly counters: Readonly<MediaCounters>;
  readonly gop: GopBuffer;
  video(): SpsInfo | undefined;
  /** For receiver reports to the camera. */
  reception(): { readonly mediaSsrc: number; readonly extendedHighest: number };
}

const senderReportIntervalMs = 1_000;

/**
 * Turns a camera's RTP into ours: one SSRC, contiguous sequence numbers, one timeline, parameter sets at every keyframe,
 * packets of at most 1200 octets.
 *
 * A damaged picture is not sent. Those after it are, although they may show smears until the next keyframe: a moving
 * picture with a fault shows more than a still one. A damaged keyframe holds everything back until the next, because
 * nothing after it can be decoded.
 */
export function createMediaPipeline(options: MediaPipelineOptions): MediaPipeline {
  const { clock } = options;
  const counters = createCounters();
  const gop = createGopBuffer();
  const view = createRtpPacketView();
  const timeline = createTimeline(clock.monotonic());
  const depacketiser = createDepacketiser(handleUnit);
  let sequences = createSequenceTracker();
  let parameterSets = createParameterSets([]);
  let cameraPayloadType = -1;
  let sequence = options.firstSequence & 0xffff;
  let waitsForKeyframe = true;
  let lastKeyframeMs: number | undefined;
  let lastReportMs = -Infinity;
  let lostBefore = 0;
  let octets = 0;

  function begin(track: { payloadType: number; parameterSets: readonly Buffer[] }): void {
    lostBefore += sequences.lost();
    sequences = createSequenceTracker();
    parameterSets = createParameterSets(track.parameterSets);
    cameraPayloadType = track.payloadType;
    restart();
  }

  function restart(): void {
    depacketiser.restart();
    timeline.restart();
    gop.interrupt();
    waitsForKeyframe = true;
    lastKeyframeMs = undefined;
  }

  function handleRtp(bytes: Buffer, range: { start: number; end: number }, arrivalMs: number): void {
    counters.packetsIn += 1;
    counters.bytesIn += range.end - range.start;
    if (!readRtpPacket(bytes, range, view) || view.payloadType !== cameraPayloadType) return;
    const verdict = sequences.judge(view.sequence, view.ssrc);
    if (verdict === 'old') return;
    if (verdict === 'gap') {
      counters.lostPackets = lostBefore + sequences.lost();
      options.onDamage();
    }
    if (verdict === 'restart') restart();
    depacketiser.push(bytes, view, { arrivalMs, isAfterGap: verdict === 'gap' });
  }

  function handleUnit(unit: AccessUnit): void {
    parameterSets.update(unit);
    if (unit.isDamaged) return refuse(unit);
    if (!unit.hasPicture) return;
    const sets = parameterSets.current();
    if (unit.hasIdr && sets.length > 0) waitsForKeyframe = false;
    if (waitsForKeyframe || (unit.hasIdr && sets.length === 0)) {
      counters.heldUnits += 1;
      return;
    }
    send(unit, sets);
  }

  function refuse(unit: AccessUnit): void {
    counters.damagedUnits += 1;
    if (unit.hasIdr) waitsForKeyframe = true;
    // Frames that build on a lost one cannot be replayed to a joiner as if they were whole.
    gop.interrupt();
    options.onDamage();
  }

  function send(unit: AccessUnit, sets: readonly Buffer[]): void {
    const placement = timeline.place(unit.timestamp, unit.arrivalMs);
    if (placement.isBackward) options.onBackwardFrame();
    const rtpTimestamp = (options.firstTimestamp + placement.ticks) % 2 ** 32;
    const { ssrc, payloadType } = options;
    const packets = packetise(unit, sets, { ssrc, payloadType, sequence, timestamp: rtpTimestamp });
    sequence = (sequence + packets.length) & 0xffff;
    const wallMs = clock.now() - clock.monotonic() + unit.arrivalMs;
    const frame: SentFrame = { packets, rtpTimestamp, wallMs, isKeyframe: unit.hasIdr };
    count(frame, unit.arrivalMs);
    gop.add(frame);
    options.onFrame(frame);
    for (const packet of packets) options.onPacket(packet);
    report();
  }

  function count(frame: SentFrame, arrivalMs: number): void {
    counters.frames += 1;
    counters.packetsOut += frame.packets.length;
    for (const packet of frame.packets) {
      counters.bytesOut += packet.length;
      octets += packet.length - rtpHeaderBytes;
    }
    if (!frame.isKeyframe) return;
    counters.keyframes += 1;
    if (lastKeyframeMs !== undefined) counters.keyframeIntervalMs = Math.round(arrivalMs - lastKeyframeMs);
    lastKeyframeMs = arrivalMs;
  }

  /** The machine's own clock stands in for the camera's, which may be wrong by years. */
  function report(): void {
    const nowMs = clock.monotonic();
    if (nowMs - lastReportMs < senderReportIntervalMs) return;
    lastReportMs = nowMs;
    const rtpTimestamp = (options.firstTimestamp + timeline.ticksAt(nowMs)) % 2 ** 32;
    const { ssrc, cname } = options;
    const own = { ssrc, wallMs: clock.now(), rtpTimestamp, packets: counters.packetsOut, octets };
    options.onRtcp(writeSenderReport(own, cname));
  }

  return {
    begin,
    handleRtp,
    counters,
    gop,
    video: () => parameterSets.video(),
    reception: () => ({ mediaSsrc: view.ssrc, extendedHighest: sequences.extendedHighest() }),
  };
}

function createCounters(): MediaCounters {
  return {
    packetsIn: 0,
    bytesIn: 0,
    packetsOut: 0,
    bytesOut: 0,
    frames: 0,
    keyframes: 0,
    lostPackets: 0,
    damagedUnits: 0,
    heldUnits: 0,
    keyframeIntervalMs: undefined,
  };
}
