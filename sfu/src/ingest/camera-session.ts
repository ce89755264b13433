import type { Clock, Timers } from '@truc/base';
import type { Conditions } from './conditions.ts';
import type { IngestFailure } from './ingest-state.ts';
import type { MediaPipeline } from './media-pipeline.ts';
import { createNoiseDetector } from './noise-detector.ts';
import type { NoiseDetector } from './noise-detector.ts';
import { readSenderReport, writePictureLoss, writeReceiverReport } from './rtp/rtcp.ts';
import { openConnection } from './rtsp/connection.ts';
import type { CameraConnection } from './rtsp/connection.ts';
import type { Credentials } from '@truc/sfu/digest';
import { parseRtspUrl } from './rtsp/rtsp-url.ts';
import type { RtspUrl } from './rtsp/rtsp-url.ts';
import type { VideoTrack } from './rtsp/sdp.ts';
import type { SessionEnd } from './rtsp/session.ts';

export type CameraSessionOptions = {
  readonly target: RtspUrl;
  readonly credentials: Credentials | undefined;
  readonly allowedRedirectHosts: readonly string[];
  readonly clock: Clock;
  readonly timers: Timers;
  readonly ssrc: number;
  readonly pipeline: MediaPipeline;
  readonly conditions: Conditions;
  readonly takesH265: boolean;
  readonly connectTimeoutMs: number;
  /** The camera's track is known, and its pictures follow. */
  onTrack(track: VideoTrack): void;
  /** Four times a second while the session plays. `isFlowing`: a frame came within the last 1.5 s. */
  onTick(isFlowing: boolean): void;
  /** Packets come, and for 2 s nothing that a picture could start with. */
  onWaiting(): void;
  /** Called once, last, unless `close` was called before. `shownMs`: from the first frame to the last. */
  onEnd(failure: IngestFailure, shownMs: number): void;
};

export interface CameraSession {
  noteFrame(isKeyframe: boolean): void;
  /** More of what came is whole than damaged: a chance picture in a stream of noise is not shown as live. */
  isCredible(): boolean;
  requestKeyframe(): void;
  close(): void;
}

const tickMs = 250;
const staleAfterMs = 1_500;
const silenceMs = 5_000;
/** Packets come, but nothing that a picture could start with. A new session often begins with a keyframe. */
const noKeyframeMs = 30_000;
const keyframeWaitMs = 2_000;
/** A session that does not begin with a keyframe is asked for one soon. */
const keyframeHopeMs = 500;
const receiverReportMs = 5_000;
const keyframeRetryMs = 1_000;
const maxKeyframeRequests = 5;
const maxRedirects = 3;

/** One attempt at a camera, redirects included: from the connection to the failure that ends it. */
export function openSession(options: CameraSessionOptions): CameraSession {
  return new CameraAttempt(options);
}

class CameraAttempt implements CameraSession {
  readonly #options: CameraSessionOptions;
  #connection: CameraConnection;
  #noise: NoiseDetector | undefined;
  readonly #before: { readonly frames: number; readonly damagedUnits: number };
  #redirects = 0;
  #cancelTick = () => {};
  #isOver = false;
  #lastPacketMs = 0;
  #firstFrameMs: number | undefined;
  #lastFrameMs = 0;
  #playingMs = 0;
  #cameraReport = { compactNtp: 0, atMs: 0 };
  #lastReceiverReportMs = 0;
  #keyframeRequests = 0;
  #lastRequestMs = -Infinity;

  constructor(options: CameraSessionOptions) {
    this.#options = options;
    const { frames, damagedUnits } = options.pipeline.counters;
    this.#before = { frames, damagedUnits };
    this.#connection = this.#open(options.target);
  }

  #open(target: RtspUrl): CameraConnection {
    const isOwnHost = isSameHost(target.host, this.#options.target.host);
    return openConnection({
      host: target.host,
      port: target.port,
      requestUrl: target.requestUrl,
      credentials: isOwnHost ? this.#options.credentials : undefined,
      connectTimeoutMs: this.#options.connectTimeoutMs,
      takesH265: this.#options.takesH265,
      timers: this.#options.timers,
      clock: this.#options.clock,
      onTrack: (track) => {
        this.#options.pipeline.begin(track);
        this.#options.onTrack(track);
      },
      onPlaying: () => this.#handlePlaying(),
      onRtp: (bytes, range, arrivalMs) => {
        this.#lastPacketMs = arrivalMs;
        this.#options.pipeline.handleRtp(bytes, range, arrivalMs);
      },
      onRtcp: (bytes, range, arrivalMs) => this.#handleRtcp(bytes, range, arrivalMs),
      onEnd: (end) => this.#handleEnd(end),
    });
  }

  #handlePlaying(): void {
    this.#playingMs = this.#options.clock.monotonic();
    this.#lastPacketMs = Math.max(this.#lastPacketMs, this.#playingMs);
    this.#lastReceiverReportMs = this.#playingMs;
    this.#options.conditions.begin(this.#playingMs);
    this.#noise = createNoiseDetector(this.#playingMs, this.#options.pipeline.counters);
    this.#tick();
  }

  #handleRtcp(bytes: Buffer, range: { start: number; end: number }, arrivalMs: number): void {
    const report = readSenderReport(bytes, range);
    if (report === undefined) return;
    this.#cameraReport = { compactNtp: report.compactNtp, atMs: arrivalMs };
    this.#options.pipeline.noteReport(report.wallMs, arrivalMs);
    this.#options.conditions.noteSenderReport(report.wallMs - this.#options.clock.now());
  }

  #tick(): void {
    if (this.#isOver) return;
    const nowMs = this.#options.clock.monotonic();
    if (nowMs - this.#lastPacketMs >= silenceMs) {
      return this.#fail({
        reason: 'stalled',
        detail: this.#firstFrameMs === undefined ? 'no_first_packet' : 'silence',
      });
    }
    const lastPictureMs = Math.max(this.#playingMs, this.#lastFrameMs);
    if (nowMs - lastPictureMs >= noKeyframeMs)
      return this.#fail({ reason: 'stalled', detail: 'no_keyframe' });
    if (this.#noise?.isNoise(nowMs, this.#options.pipeline.counters)) {
      return this.#fail({ reason: 'protocol_error', detail: 'noise' });
    }
    if (this.#firstFrameMs === undefined) this.#waitForKeyframe(nowMs);
    if (this.#keyframeRequests > 0) this.#sendKeyframeRequest(nowMs);
    if (nowMs - this.#lastReceiverReportMs >= receiverReportMs) this.#sendReceiverReport(nowMs);
    this.#cancelTick = this.#options.timers.after(tickMs, () => this.#tick());
    if (this.#firstFrameMs !== undefined) this.#options.onTick(nowMs - this.#lastFrameMs <= staleAfterMs);
  }

  #waitForKeyframe(nowMs: number): void {
    const waitedMs = nowMs - this.#playingMs;
    const hasPackets = this.#lastPacketMs > this.#playingMs;
    if (waitedMs >= keyframeHopeMs && hasPackets) this.requestKeyframe();
    if (waitedMs >= keyframeWaitMs && hasPackets) this.#options.onWaiting();
  }

  #sendReceiverReport(nowMs: number): void {
    this.#lastReceiverReportMs = nowMs;
    const hasReport = this.#cameraReport.atMs > 0;
    const report = writeReceiverReport({
      ssrc: this.#options.ssrc,
      ...this.#options.pipeline.reception(),
      lost: this.#options.pipeline.counters.lostPackets,
      lastReport: this.#cameraReport.compactNtp,
      delayMs: hasReport ? nowMs - this.#cameraReport.atMs : 0,
    });
    this.#connection.sendRtcp(report);
  }

  requestKeyframe(): void {
    if (this.#keyframeRequests === 0) this.#sendKeyframeRequest(this.#options.clock.monotonic());
  }

  #sendKeyframeRequest(nowMs: number): void {
    if (nowMs - this.#lastRequestMs < keyframeRetryMs) {
      this.#keyframeRequests = Math.max(this.#keyframeRequests, 1);
      return;
    }
    if (this.#keyframeRequests >= maxKeyframeRequests) {
      this.#keyframeRequests = 0;
      return;
    }
    this.#keyframeRequests += 1;
    this.#lastRequestMs = nowMs;
    this.#connection.sendRtcp(
      writePictureLoss(this.#options.ssrc, this.#options.pipeline.reception().mediaSsrc),
    );
  }

  isCredible(): boolean {
    const { frames, damagedUnits } = this.#options.pipeline.counters;
    return frames - this.#before.frames > damagedUnits - this.#before.damagedUnits;
  }

  noteFrame(isKeyframe: boolean): void {
    this.#lastFrameMs = this.#options.clock.monotonic();
    this.#firstFrameMs ??= this.#lastFrameMs;
    if (isKeyframe) this.#keyframeRequests = 0;
  }

  #handleEnd(end: SessionEnd): void {
    if (end.kind === 'failed') return this.#fail(end.failure);
    this.#redirects += 1;
    const target = parseRtspUrl(end.location);
    if (!target.ok) return this.#fail({ reason: 'redirect_refused', detail: target.error.code });
    if (this.#redirects > maxRedirects) return this.#fail({ reason: 'redirect_refused', detail: 'too_many' });
    // A camera must not be able to point us at the inside of the network.
    if (!this.#mayFollow(target.value.host))
      return this.#fail({ reason: 'redirect_refused', detail: 'other_host' });
    this.#connection = this.#open(target.value);
  }

  #mayFollow(host: string): boolean {
    return [this.#options.target.host, ...this.#options.allowedRedirectHosts].some((allowed) =>
      isSameHost(host, allowed),
    );
  }

  #fail(failure: IngestFailure): void {
    if (this.#isOver) return;
    this.close();
    this.#options.onEnd(
      failure,
      this.#firstFrameMs === undefined ? 0 : this.#lastFrameMs - this.#firstFrameMs + 1,
    );
  }

  close(): void {
    this.#isOver = true;
    this.#cancelTick();
    this.#connection.close();
  }
}

function isSameHost(a: string, b: string): boolean {
  return a.toLowerCase() === b.toLowerCase();
}
