import type { Clock } from '@truc/base';
import type { GopBuffer, SentFrame } from './gop-buffer.ts';
import { createGopBuffer } from './gop-buffer.ts';
import type { AccessUnit } from './h264/access-unit.ts';
import { createDepacketiser } from './h264/depacketiser.ts';
import type { Depacketiser } from './h264/depacketiser.ts';
import { createH265Depacketiser } from './h265/depacketiser.ts';
import { createH265ParameterSets } from './h265/parameter-sets.ts';
import { createLineDelay } from './line-delay.ts';
import { createOrderWatch } from './repacketise/order-watch.ts';
import type { SourceCodec } from './rtsp/sdp.ts';
import { createParameterSets } from './h264/parameter-sets.ts';
import type { ParameterSets } from './h264/parameter-sets.ts';
import type { SpsInfo } from './h264/sps.ts';
import { createTimeline, ticksPerMs } from './repacketise/timeline.ts';
import type { Timeline } from './repacketise/timeline.ts';
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
  /** Whole pictures that the camera sent and that can be shown; `keyframes` among them. */
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
  /** The timeline's zero, by the monotonic clock, and the RTP timestamp that stands for it. */
  readonly startMs: number;
  readonly firstTimestamp: number;
  readonly cname: string;
  readonly clock: Clock;
  readonly onPacket: (rtp: Buffer) => void;
  readonly onRtcp: (rtcp: Buffer) => void;
  /** A whole picture of the camera, whichever way it goes. True: it passes as it is, where it can (H.264). */
  onSource(unit: AccessUnit, parameterSets: readonly Buffer[]): boolean;
  /** Called before the picture's packets. */
  onFrame(frame: SentFrame): void;
  /** A picture was lost: the camera's next keyframe heals what viewers see. */
  onDamage(): void;
  /** The camera's timestamps went back: B-frames. */
  onBackwardFrame(): void;
};

export type SourceTrack = {
  readonly codec: SourceCodec;
  readonly payloadType: number;
  readonly parameterSets: readonly Buffer[];
};

export interface MediaPipeline {
  /** A camera session begins: its packets continue our stream, from its first keyframe on. */
  begin(track: SourceTrack): void;
  /** What is sent from now on comes from there, from its next keyframe on. */
  changeSource(source: 'camera' | 'transcoder'): void;
  /** A sender report came; `wallMs`: the camera's own clock in it. */
  noteReport(wallMs: number, arrivalMs: number): void;
  /** A picture in H.264 without B-frames, made of the camera's. Keeps no reference to `unit`. */
  handleTranscoded(unit: AccessUnit): void;
  /** One RTP packet in `bytes[start, end)`. Keeps no reference to `bytes`. Never throws, whatever the octets are. */
  handleRtp(bytes: Buffer, range: { readonly start: number; readonly end: number }, arrivalMs: number): void;
  readonly counters: Readonly<MediaCounters>;
  readonly gop: GopBuffer;
  /** Of what is sent. */
  video(): SpsInfo | undefined;
  /** Of what the camera sends; undefined where it is not H.264. */
  sourceVideo(): SpsInfo | undefined;
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
  return new CameraMediaPipeline(options);
}

class CameraMediaPipeline implements MediaPipeline {
  readonly #options: MediaPipelineOptions;
  readonly #timeline: Timeline;
  readonly #view = createRtpPacketView();
  readonly #depacketisers: Readonly<Record<SourceCodec, Depacketiser>> = {
    H264: createDepacketiser((unit) => this.#handleUnit(unit)),
    H265: createH265Depacketiser((unit) => this.#handleUnit(unit)),
  };
  readonly #order = createOrderWatch();
  readonly #lineDelay = createLineDelay();
  #codec: SourceCodec = 'H264';
  readonly counters = createCounters();
  readonly gop = createGopBuffer();
  #sequences = createSequenceTracker();
  #parameterSets = createParameterSets([]);
  /** Of the transcoder, while what is sent comes from there. */
  #transcodedSets: ParameterSets | undefined;
  #cameraPayloadType = -1;
  #sequence: number;
  #waitsForKeyframe = true;
  #lastKeyframeMs: number | undefined;
  #lastReportMs = -Infinity;
  #lostBefore = 0;
  #octets = 0;

  constructor(options: MediaPipelineOptions) {
    this.#options = options;
    this.#timeline = createTimeline(options.startMs);
    this.#sequence = options.firstSequence & 0xffff;
  }

  video(): SpsInfo | undefined {
    return (this.#transcodedSets ?? this.#parameterSets).video();
  }

  sourceVideo(): SpsInfo | undefined {
    return this.#parameterSets.video();
  }

  reception(): { readonly mediaSsrc: number; readonly extendedHighest: number } {
    return { mediaSsrc: this.#view.ssrc, extendedHighest: this.#sequences.extendedHighest() };
  }

  begin(track: SourceTrack): void {
    this.#lostBefore += this.#sequences.lost();
    this.#sequences = createSequenceTracker();
    const isH265 = track.codec === 'H265';
    this.#codec = track.codec;
    this.#parameterSets = (isH265 ? createH265ParameterSets : createParameterSets)(track.parameterSets);
    this.#transcodedSets = undefined;
    this.#cameraPayloadType = track.payloadType;
    this.#restart();
  }

  #restart(): void {
    this.#depacketisers[this.#codec].restart();
    this.#order.restart();
    this.#lineDelay.restart();
    this.#timeline.restart();
    this.gop.interrupt();
    this.#waitsForKeyframe = true;
    this.#lastKeyframeMs = undefined;
  }

  handleRtp(bytes: Buffer, range: { start: number; end: number }, arrivalMs: number): void {
    this.counters.packetsIn += 1;
    this.counters.bytesIn += range.end - range.start;
    if (!readRtpPacket(bytes, range, this.#view) || this.#view.payloadType !== this.#cameraPayloadType)
      return;
    const verdict = this.#sequences.judge(this.#view.sequence, this.#view.ssrc);
    if (verdict === 'old') return;
    if (verdict === 'gap') {
      this.counters.lostPackets = this.#lostBefore + this.#sequences.lost();
      this.#options.onDamage();
    }
    if (verdict === 'restart') this.#restart();
    this.#depacketisers[this.#codec].push(bytes, this.#view, { arrivalMs, isAfterGap: verdict === 'gap' });
  }

  #handleUnit(unit: AccessUnit): void {
    this.#parameterSets.update(unit);
    if (unit.isDamaged) return this.#refuse(unit);
    if (!unit.hasPicture) return;
    const sets = this.#parameterSets.current();
    if (unit.hasIdr && sets.length > 0) this.#waitsForKeyframe = false;
    if (this.#waitsForKeyframe || (unit.hasIdr && sets.length === 0)) {
      this.counters.heldUnits += 1;
      return;
    }
    this.#count(unit);
    if (this.#codec === 'H264' && this.#order.isBackward(unit.timestamp)) this.#options.onBackwardFrame();
    if (this.#options.onSource(unit, sets) && this.#codec === 'H264') this.#send(unit, sets);
  }

  noteReport(wallMs: number, arrivalMs: number): void {
    this.#lineDelay.noteReport(wallMs, arrivalMs);
  }

  changeSource(source: 'camera' | 'transcoder'): void {
    this.#transcodedSets = source === 'camera' ? undefined : createParameterSets([]);
    this.#timeline.restart();
    this.gop.interrupt();
    this.#waitsForKeyframe = source === 'camera';
  }

  handleTranscoded(unit: AccessUnit): void {
    if (this.#transcodedSets === undefined) return;
    this.#transcodedSets.update(unit);
    if (this.#transcodedSets.current().length > 0) this.#send(unit, this.#transcodedSets.current());
  }

  #refuse(unit: AccessUnit): void {
    this.counters.damagedUnits += 1;
    if (unit.hasIdr) this.#waitsForKeyframe = true;
    // Frames that build on a lost one cannot be replayed to a joiner as if they were whole.
    this.gop.interrupt();
    this.#options.onDamage();
  }

  #send(unit: AccessUnit, sets: readonly Buffer[]): void {
    const ticks = this.#timeline.place(unit.timestamp, unit.arrivalMs);
    const rtpTimestamp = (this.#options.firstTimestamp + ticks) % 2 ** 32;
    const { ssrc, payloadType } = this.#options;
    const packets = packetise(unit, sets, {
      ssrc,
      payloadType,
      sequence: this.#sequence,
      timestamp: rtpTimestamp,
    });
    this.#sequence = (this.#sequence + packets.length) & 0xffff;
    const lagMs = (this.#timeline.ticksAt(unit.arrivalMs) - ticks) / ticksPerMs;
    const delayMs = this.#lineDelay.judge(lagMs, unit.arrivalMs);
    const wallMs = this.#options.clock.now() - this.#options.clock.monotonic() + unit.arrivalMs - delayMs;
    const frame: SentFrame = { packets, rtpTimestamp, wallMs, isKeyframe: unit.hasIdr };
    this.#countSent(packets);
    this.gop.add(frame);
    this.#options.onFrame(frame);
    for (const packet of packets) this.#options.onPacket(packet);
    this.#report();
  }

  #countSent(packets: readonly Buffer[]): void {
    this.counters.packetsOut += packets.length;
    for (const packet of packets) {
      this.counters.bytesOut += packet.length;
      this.#octets += packet.length - rtpHeaderBytes;
    }
  }

  #count({ hasIdr, arrivalMs }: AccessUnit): void {
    this.counters.frames += 1;
    if (!hasIdr) return;
    this.counters.keyframes += 1;
    if (this.#lastKeyframeMs !== undefined)
      this.counters.keyframeIntervalMs = Math.round(arrivalMs - this.#lastKeyframeMs);
    this.#lastKeyframeMs = arrivalMs;
  }

  /** The machine's own clock stands in for the camera's, which may be wrong by years. */
  #report(): void {
    const nowMs = this.#options.clock.monotonic();
    if (nowMs - this.#lastReportMs < senderReportIntervalMs) return;
    this.#lastReportMs = nowMs;
    const rtpTimestamp = (this.#options.firstTimestamp + this.#timeline.ticksAt(nowMs)) % 2 ** 32;
    const { ssrc, cname } = this.#options;
    const own = {
      ssrc,
      wallMs: this.#options.clock.now(),
      rtpTimestamp,
      packets: this.counters.packetsOut,
      octets: this.#octets,
    };
    this.#options.onRtcp(writeSenderReport(own, cname));
  }
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
