import { randomInt } from 'node:crypto';
import type { Clock, Timers } from '@truc/base';
import type { PlaybackFailure } from '@truc/media/signalling';
import {
  createConditions,
  createMediaPipeline,
  createSourceRoute,
  headerOf,
  isGoodbye,
  openConnection,
  writeReceiverReport,
} from '../ingest/index.ts';
import type {
  AccessUnit,
  CameraConnection,
  MediaPipeline,
  ReplayMethod,
  RtspResponse,
  RtspUrl,
  SessionEnd,
  SourceRoute,
  TranscodePool,
  VideoTrack,
} from '../ingest/index.ts';
import { cameraPayloadType } from '../workers/media-worker.ts';
import { failureOf, failureOfStatus } from './failure-of.ts';
import { FrameTimes } from './frame-times.ts';
import type { PlayFrom, RecordedFrame } from './recorded-frame.ts';
import { readClockRange, readScale, writeClock } from './recorded-time.ts';

export type PullOptions = {
  readonly target: RtspUrl;
  readonly credentials: { readonly username: string; readonly password: string } | undefined;
  /** The recorder is ONVIF's: it understands the words of its replay service. */
  readonly isOnvif: boolean;
  /** Nothing that was recorded later is handed on, ms since 1970. */
  readonly untilMs: number;
  readonly transcoders: TranscodePool | undefined;
  readonly clock: Clock;
  readonly timers: Timers;
  onPacket(rtp: Buffer): void;
  onRtcp(rtcp: Buffer): void;
  /** Called before the picture's packets. */
  onFrame(frame: RecordedFrame): void;
  /** The session is given back: called once, also after `close`. */
  onClosed(): void;
  /** Called once, last, unless `close` was called before. `ended`: nothing more is recorded, or granted. */
  onEnd(why: 'ended' | PlaybackFailure): void;
};

const connectTimeoutMs = 5_000;
const tickMs = 250;
const silenceMs = 5_000;
const noPictureMs = 10_000;
const receiverReportMs = 5_000;
/** A recorder whose stream dries up so near to the end has sent all. */
const nearEndMs = 2_500;

/** One session with a recorder, for one viewer: his recording, made into RTP of ours, each picture with the time of its recording. */
export class RecordingPull {
  readonly #options: PullOptions;
  readonly #ssrc = randomInt(1, 2 ** 32);
  readonly #conditions = createConditions();
  readonly #pipeline: MediaPipeline;
  readonly #route: SourceRoute;
  readonly #times: FrameTimes;
  readonly #connection: CameraConnection;
  #track: VideoTrack | undefined;
  #from: PlayFrom;
  /** A PLAY that was not said yet takes the newest moment along. */
  #isPlayUnsaid = true;
  #mode: 'flows' | 'drains' | 'paused' = 'flows';
  #awaitedSince: number;
  #lastPacketAt = -Infinity;
  #lastPictureAt: number;
  #lastReportAt: number;
  #lastRecordedMs: number;
  #cancelTick = () => {};
  #isOver = false;

  constructor(options: PullOptions, from: PlayFrom) {
    this.#options = options;
    const { clock, timers, transcoders } = options;
    this.#from = from;
    this.#lastRecordedMs = from.atMs;
    this.#awaitedSince = this.#lastPictureAt = this.#lastReportAt = clock.monotonic();
    this.#times = new FrameTimes(from);
    this.#route = createSourceRoute({
      pool: transcoders,
      clock,
      timers,
      conditions: this.#conditions,
      pipeline: () => this.#pipeline,
      onChange: () => this.#route.trouble() !== undefined && this.#end('unsupported_codec'),
    });
    this.#pipeline = this.#createPipeline();
    this.#connection = this.#open();
    this.#tick();
  }

  /** Goes to another moment, or on with another speed. */
  play(from: PlayFrom): void {
    if (this.#isOver) return;
    const flowed = this.#mode === 'flows';
    this.#from = from;
    this.#mode = 'drains';
    this.#awaitedSince = this.#lastPictureAt = this.#options.clock.monotonic();
    if (this.#isPlayUnsaid) return;
    this.#isPlayUnsaid = true;
    if (flowed) this.#connection.control('PAUSE');
    this.#connection.control('PLAY');
  }

  pause(): void {
    if (this.#isOver || this.#mode === 'paused') return;
    this.#mode = 'paused';
    this.#connection.control('PAUSE');
  }

  close(): void {
    if (this.#isOver) return;
    this.#isOver = true;
    this.#cancelTick();
    this.#route.close();
    this.#connection.close();
    this.#options.onClosed();
  }

  #createPipeline(): MediaPipeline {
    const { clock } = this.#options;
    return createMediaPipeline({
      ssrc: this.#ssrc,
      payloadType: cameraPayloadType,
      firstSequence: randomInt(0x1_0000),
      startMs: clock.monotonic(),
      firstTimestamp: randomInt(2 ** 32),
      cname: `truc-${this.#ssrc.toString(16)}`,
      clock,
      onPacket: (packet) => this.#options.onPacket(packet),
      onRtcp: (compound) => this.#options.onRtcp(compound),
      onSource: (unit, sets) => this.#handleSource(unit, sets),
      onFrame: ({ rtpTimestamp, wallMs }) => {
        const arrivalMs = wallMs - clock.now() + clock.monotonic();
        this.#options.onFrame({ rtpTimestamp, ...this.#times.ofSent(arrivalMs) });
      },
      onDamage: () => undefined,
      onBackwardFrame: () => this.#conditions.noteBackwardFrame(clock.monotonic()),
    });
  }

  #open(): CameraConnection {
    const { target, credentials, clock, timers, isOnvif } = this.#options;
    return openConnection({
      host: target.host,
      port: target.port,
      requestUrl: target.requestUrl,
      credentials,
      connectTimeoutMs,
      clock,
      timers,
      takesH265: this.#route.takesH265,
      replay: {
        headers: isOnvif ? [['Require', 'onvif-replay']] : [],
        playHeaders: () => this.#playHeaders(),
        onAnswer: (method, response) => this.#handleAnswer(method, response),
      },
      onTrack: (track) => {
        this.#track = track;
        this.#begin();
      },
      onPlaying: () => undefined,
      onRtp: (bytes, range, arrivalMs) => {
        this.#lastPacketAt = arrivalMs;
        if (this.#mode !== 'flows') return;
        this.#times.note(bytes, range);
        this.#pipeline.handleRtp(bytes, range, arrivalMs);
      },
      onRtcp: (bytes, range) => this.#mode === 'flows' && isGoodbye(bytes, range) && this.#end('ended'),
      onEnd: (end) => this.#handleEnd(end),
    });
  }

  #playHeaders(): readonly (readonly [string, string])[] {
    this.#isPlayUnsaid = false;
    const { atMs, speed } = this.#from;
    const range = `clock=${writeClock(atMs)}-${writeClock(this.#options.untilMs)}`;
    const onvif = [['Rate-Control', 'yes'] as const, ['Immediate', 'yes'] as const];
    return [['Range', range], ['Scale', speed.toFixed(1)], ...(this.#options.isOnvif ? onvif : [])];
  }

  /** Packets come in the order of the answers: what follows that of PAUSE belongs to the PLAY after it. */
  #handleAnswer(method: ReplayMethod, response: RtspResponse): void {
    const isGood = response.status >= 200 && response.status < 300;
    if (method === 'PLAY' && !isGood) return this.#end(failureOfStatus(response.status));
    if (method === 'PAUSE' && !isGood) return;
    if (this.#mode === 'paused') return;
    if (this.#mode === 'drains') {
      this.#mode = 'flows';
      this.#begin();
    }
    if (method === 'PAUSE') return;
    const atMs = readClockRange(headerOf(response, 'range')) ?? this.#from.atMs;
    const speed = readScale(headerOf(response, 'scale')) ?? this.#from.speed;
    this.#times.begin({ atMs, speed });
    this.#awaitedSince = this.#options.clock.monotonic();
  }

  #begin(): void {
    if (this.#track === undefined) return;
    this.#times.begin(this.#from);
    this.#pipeline.begin(this.#track);
    this.#route.begin(this.#track.codec);
    this.#route.setWatched(true);
  }

  /** True: it goes to the viewer as it is. Nothing does that was recorded after what is granted. */
  #handleSource(unit: AccessUnit, sets: readonly Buffer[]): boolean {
    this.#lastPictureAt = this.#options.clock.monotonic();
    if (unit.hasIdr) this.#conditions.noteReordering(this.#pipeline.sourceVideo()?.reorderFrames);
    const recordedMs = this.#times.take(unit);
    if (recordedMs > this.#options.untilMs) {
      this.#end('ended');
      return false;
    }
    this.#lastRecordedMs = recordedMs;
    return this.#route.take(unit, sets);
  }

  #tick(): void {
    if (this.#isOver) return;
    const now = this.#options.clock.monotonic();
    this.#route.tick();
    if (this.#track !== undefined && now - this.#lastReportAt >= receiverReportMs) this.#report(now);
    const isSilent = now - Math.max(this.#lastPacketAt, this.#awaitedSince) >= silenceMs;
    if (this.#mode !== 'paused' && isSilent) return this.#endDry('recorder_silent');
    if (this.#mode === 'flows' && now - this.#lastPictureAt >= noPictureMs)
      return this.#end('recorder_silent');
    this.#cancelTick = this.#options.timers.after(tickMs, () => this.#tick());
  }

  #report(now: number): void {
    this.#lastReportAt = now;
    const { lostPackets: lost } = this.#pipeline.counters;
    const report = { ssrc: this.#ssrc, ...this.#pipeline.reception(), lost, lastReport: 0, delayMs: 0 };
    this.#connection.sendRtcp(writeReceiverReport(report));
  }

  #handleEnd(end: SessionEnd): void {
    this.#endDry(end.kind === 'failed' ? failureOf(end.failure) : 'recorder_fault');
  }

  #endDry(why: PlaybackFailure): void {
    const isNearEnd = this.#options.untilMs - this.#lastRecordedMs <= nearEndMs;
    const isDry = why === 'recorder_silent' || why === 'recorder_unreachable';
    this.#end(isNearEnd && isDry ? 'ended' : why);
  }

  #end(why: 'ended' | PlaybackFailure): void {
    if (this.#isOver) return;
    // A picture may be under way through the pipeline: it is let through to its end.
    this.close();
    this.#options.onEnd(why);
  }
}
