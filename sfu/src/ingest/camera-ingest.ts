import { randomInt } from 'node:crypto';
import type { Clock, Failure, Random, Result, Timers } from '@truc/base';
import { createConditions } from './conditions.ts';
import type { GopBuffer } from './gop-buffer.ts';
import type { AccessUnit } from './h264/access-unit.ts';
import { isSameState } from './ingest-state.ts';
import type { IngestFailure, IngestState } from './ingest-state.ts';
import { createMediaPipeline } from './media-pipeline.ts';
import type { MediaCounters, MediaPipeline } from './media-pipeline.ts';
import { decideConnectTimeoutMs, decideRetryDelayMs } from './reconnect-policy.ts';
import { createSourceRoute } from './source-route.ts';
import type { SourceRoute } from './source-route.ts';
import type { TranscodePool } from './transcode/transcode-pool.ts';
import { toAnnexB } from './transcode/to-annex-b.ts';
import { openSession } from './camera-session.ts';
import type { CameraSession } from './camera-session.ts';
import type { SourceCodec } from './rtsp/sdp.ts';
import { parseRtspUrl } from './rtsp/rtsp-url.ts';
import type { RtspUrl, RtspUrlError } from './rtsp/rtsp-url.ts';

/** Joins a picture's RTP timestamp, as viewers see it, to the machine's time at its arrival. */
export type FrameClock = { readonly rtpTimestamp: number; readonly wallMs: number };

/** Of a timeline: an RTP timestamp and the monotonic time that it stands for. */
export type TimelineOrigin = { readonly rtpTimestamp: number; readonly monotonicMs: number };

/** A picture that can be decoded by itself: parameter sets and slices in Annex B. */
export type SourceKeyframe = { readonly codec: SourceCodec; readonly annexB: Buffer };

export type IngestCounters = Readonly<MediaCounters> & { readonly reconnects: number };

/** Takes structured fields and a message, as pino does. */
export interface IngestLog {
  info(fields: Readonly<Record<string, unknown>>, message: string): void;
  warn(fields: Readonly<Record<string, unknown>>, message: string): void;
}

export type CameraIngestOptions = {
  readonly url: string;
  /** Where given, they come before those inside the address. */
  readonly username?: string | undefined;
  readonly password?: string | undefined;
  /** Hosts other than the camera's own to which it may send us. Usually none. */
  readonly allowedRedirectHosts?: readonly string[];
  /** Of the packets that go out; drawn at random where not given. */
  readonly ssrc?: number;
  /** For what browsers cannot show: H.265 and B-frames. Missing: such a camera shows a named cause. */
  readonly transcoders?: TranscodePool;
  /** Shared by the streams of one camera, so that a timestamp means the same time in each; of its own where not given. */
  readonly origin?: TimelineOrigin;
  /** Of the packets that go out; 96 where not given. */
  readonly payloadType?: number;
  readonly clock: Clock;
  readonly timers: Timers;
  readonly random?: Random;
  /** Bound to the camera's id by the caller: neither address nor password is ever written to it (KH-08). */
  readonly log: IngestLog;
  /** One packet of at most 1200 octets. It shares its memory with its neighbours: do not write to it. */
  readonly onPacket: (rtp: Buffer) => void;
  /** A sender report with its CNAME, once a second. */
  readonly onRtcp: (rtcp: Buffer) => void;
  readonly onState: (state: IngestState) => void;
  /** The camera's own keyframe, whole, after it was asked for. */
  readonly onKeyframe?: (keyframe: SourceKeyframe) => void;
  /** Called before the picture's packets. */
  readonly onFrameClock?: (frame: FrameClock) => void;
};

export interface CameraIngest {
  /** Connects. Once, and no callback comes before it. */
  start(): void;
  state(): IngestState;
  counters(): IngestCounters;
  /** The current group of pictures and the last keyframe. */
  readonly gop: GopBuffer;
  /** The camera's clock minus the machine's, where it sends reports. */
  clockOffsetMs(): number | undefined;
  /** Asks the camera for a keyframe, again each second until one comes (at most five times). Many cameras do not listen. */
  requestKeyframe(): void;
  /** The next keyframe that comes by itself goes to `onKeyframe`, once. The camera is not asked for one. */
  wantKeyframe(): void;
  /** Whether somebody sees it now: what has to be transcoded is, while somebody does. */
  setWatched(isWatched: boolean): void;
  /** Ends the camera's session and every timer. No callback follows. */
  close(): void;
}

/** A session that showed pictures for this long was a good one: the next failure is a first failure. */
const goodSessionMs = 10_000;

/**
 * Holds one camera: connects, keeps its stream flowing as one RTP stream whatever the camera does, and comes back after
 * every failure. It never throws: what is wrong with a camera becomes a state and one line in the log.
 */
export function createCameraIngest(options: CameraIngestOptions): CameraIngest {
  return new RtspCameraIngest(options);
}

class RtspCameraIngest implements CameraIngest {
  readonly #options: CameraIngestOptions;
  readonly #target: Result<RtspUrl, Failure<RtspUrlError>>;
  readonly #ssrc: number;
  readonly #pipeline: MediaPipeline;
  readonly #conditions = createConditions();
  readonly #route: SourceRoute;
  #state: IngestState;
  #session: CameraSession | undefined;
  #cancelRetry = () => {};
  #isClosed = false;
  #codec: SourceCodec = 'H264';
  #wantsKeyframe = false;
  #failures = 0;
  #reconnects = 0;
  #outageSinceMs: number;

  constructor(options: CameraIngestOptions) {
    this.#options = options;
    this.#target = parseRtspUrl(options.url);
    this.#ssrc = options.ssrc ?? randomInt(1, 2 ** 32);
    this.#state = { state: 'connecting', since: options.clock.now() };
    this.#outageSinceMs = options.clock.monotonic();
    this.#route = createSourceRoute({
      pool: options.transcoders,
      clock: options.clock,
      timers: options.timers,
      conditions: this.#conditions,
      pipeline: () => this.#pipeline,
      onChange: () => this.#handleRoute(),
    });
    this.#pipeline = createMediaPipeline({
      ssrc: this.#ssrc,
      payloadType: options.payloadType ?? 96,
      firstSequence: randomInt(0x1_0000),
      startMs: options.origin?.monotonicMs ?? options.clock.monotonic(),
      firstTimestamp: options.origin?.rtpTimestamp ?? randomInt(2 ** 32),
      cname: `truc-${this.#ssrc.toString(16)}`,
      clock: options.clock,
      onPacket: options.onPacket,
      onRtcp: options.onRtcp,
      onSource: (unit, sets) => this.#handleSource(unit, sets),
      onFrame: ({ rtpTimestamp, wallMs }) => options.onFrameClock?.({ rtpTimestamp, wallMs }),
      onDamage: () => this.#handleDamage(),
      onBackwardFrame: () => this.#conditions.noteBackwardFrame(options.clock.monotonic()),
    });
  }

  get gop(): GopBuffer {
    return this.#pipeline.gop;
  }

  state(): IngestState {
    return this.#state;
  }

  counters(): IngestCounters {
    return { ...this.#pipeline.counters, reconnects: this.#reconnects };
  }

  clockOffsetMs(): number | undefined {
    return this.#conditions.clockOffsetMs();
  }

  requestKeyframe(): void {
    this.#session?.requestKeyframe();
  }

  wantKeyframe(): void {
    this.#wantsKeyframe = true;
  }

  setWatched(isWatched: boolean): void {
    if (!this.#isClosed) this.#route.setWatched(isWatched);
  }

  start(): void {
    if (this.#target.ok) this.#connect();
    else
      this.#show(
        { state: 'no_signal', since: this.#options.clock.now(), reason: 'unreachable' },
        this.#target.error.code,
      );
  }

  #connect(): void {
    if (this.#isClosed || !this.#target.ok) return;
    const username = this.#options.username ?? this.#target.value.username;
    const password = this.#options.password ?? this.#target.value.password;
    this.#session = openSession({
      target: this.#target.value,
      credentials: username === undefined ? undefined : { username, password: password ?? '' },
      allowedRedirectHosts: this.#options.allowedRedirectHosts ?? [],
      clock: this.#options.clock,
      timers: this.#options.timers,
      ssrc: this.#ssrc,
      takesH265: this.#route.takesH265,
      connectTimeoutMs: decideConnectTimeoutMs(this.#failures),
      pipeline: this.#pipeline,
      onTrack: ({ codec }) => {
        this.#codec = codec;
        this.#route.begin(codec);
      },
      conditions: this.#conditions,
      onTick: (isFlowing) => this.#handleTick(isFlowing),
      onWaiting: () =>
        this.#show({ state: 'no_signal', since: this.#options.clock.now(), reason: 'no_keyframe' }),
      onEnd: (failure, shownMs) => this.#handleEnd(failure, shownMs),
    });
  }

  #handleSource(unit: AccessUnit, parameterSets: readonly Buffer[]): boolean {
    const passes = this.#route.take(unit, parameterSets);
    this.#session?.noteFrame(unit.hasIdr);
    if (unit.hasIdr && this.#wantsKeyframe) this.#handKeyframe(unit, parameterSets);
    if (unit.hasIdr) this.#conditions.noteReordering(this.#pipeline.sourceVideo()?.reorderFrames);
    if (this.#state.state !== 'live' && this.#session?.isCredible()) this.#showLive();
    return passes;
  }

  #handKeyframe(unit: AccessUnit, parameterSets: readonly Buffer[]): void {
    this.#wantsKeyframe = false;
    const annexB = toAnnexB(this.#codec, unit, parameterSets);
    this.#options.onKeyframe?.({ codec: this.#codec, annexB });
  }

  #handleRoute(): void {
    if (this.#session?.isCredible() && this.#state.state !== 'connecting') this.#showLive();
  }

  #handleDamage(): void {
    this.#conditions.noteDamage(this.#options.clock.monotonic());
    this.#session?.requestKeyframe();
  }

  #handleTick(isFlowing: boolean): void {
    this.#route.tick();
    if (isFlowing && this.#session?.isCredible()) this.#showLive();
    else if (this.#state.state === 'live') this.#show({ state: 'stale', since: this.#options.clock.now() });
  }

  #handleEnd(failure: IngestFailure, shownMs: number): void {
    this.#session = undefined;
    if (this.#isClosed) return;
    if (shownMs >= goodSessionMs) this.#failures = 0;
    if (shownMs > 0) this.#outageSinceMs = this.#options.clock.monotonic();
    this.#failures += 1;
    const delayMs = decideRetryDelayMs({
      reason: failure.reason,
      failures: this.#failures,
      outageMs: this.#options.clock.monotonic() - this.#outageSinceMs,
      random: (this.#options.random?.next ?? Math.random)(),
    });
    this.#cancelRetry = this.#options.timers.after(delayMs, () => {
      this.#reconnects += 1;
      this.#connect();
    });
    const { detail, ...why } = failure;
    this.#show({ state: 'no_signal', since: this.#options.clock.now(), ...why }, detail);
  }

  #showLive(): void {
    const reason = this.#route.trouble();
    if (reason !== undefined)
      return this.#show({ state: 'no_signal', since: this.#options.clock.now(), reason });
    const video = this.#pipeline.video();
    const current = this.#conditions.current(this.#options.clock.monotonic());
    const since = this.#state.state === 'live' ? this.#state.since : this.#options.clock.now();
    const size = video === undefined ? {} : { width: video.width, height: video.height };
    const conditions = this.#route.isTranscoded() ? ['transcoded' as const, ...current] : current;
    this.#show({ state: 'live', since, ...size, conditions });
  }

  #show(next: IngestState, detail?: string): void {
    if (this.#isClosed || isSameState(this.#state, next)) return;
    this.#state = next;
    const fields = { ...next, ...(detail === undefined ? {} : { detail }) };
    if (next.state === 'no_signal' || next.state === 'stale')
      this.#options.log.warn(fields, 'camera shows no picture');
    else this.#options.log.info(fields, 'camera shows its picture');
    this.#options.onState(next);
  }

  close(): void {
    this.#isClosed = true;
    this.#cancelRetry();
    this.#route.close();
    this.#session?.close();
    this.#session = undefined;
  }
}
