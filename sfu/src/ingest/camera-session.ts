import type { Clock, Timers } from '@truc/base';
import type { Conditions } from './conditions.ts';
import type { IngestFailure } from './ingest-state.ts';
import type { MediaPipeline } from './media-pipeline.ts';
import { readSenderReport, writePictureLoss, writeReceiverReport } from './rtp/rtcp.ts';
import { openConnection } from './rtsp/connection.ts';
import type { CameraConnection } from './rtsp/connection.ts';
import type { Credentials } from './rtsp/authorization.ts';
import { parseRtspUrl } from './rtsp/rtsp-url.ts';
import type { RtspUrl } from './rtsp/rtsp-url.ts';
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
  /** Four times a second while the session plays. `isFlowing`: a frame came within the last 1.5 s. */
  onTick(isFlowing: boolean): void;
  /** Called once, last, unless `close` was called before. `shownMs`: from the first frame to the last. */
  onEnd(failure: IngestFailure, shownMs: number): void;
};

export interface CameraSession {
  noteFrame(isKeyframe: boolean): void;
  requestKeyframe(): void;
  close(): void;
}

const tickMs = 250;
const staleAfterMs = 1_500;
const silenceMs = 5_000;
/** Packets come, but nothing that a picture could start with. A new session often begins with a keyframe. */
const noKeyframeMs = 30_000;
const receiverReportMs = 5_000;
const keyframeRetryMs = 1_000;
const maxKeyframeRequests = 5;
const maxRedirects = 3;

/** One attempt at a camera, redirects included: from the connection to the failure that ends it. */
export function openSession(options: CameraSessionOptions): CameraSession {
  const { clock, timers, pipeline, conditions } = options;
  let connection: CameraConnection = open(options.target);
  let redirects = 0;
  let cancelTick = () => {};
  let isOver = false;
  let lastPacketMs = 0;
  let firstFrameMs: number | undefined;
  let lastFrameMs = 0;
  let playingMs = 0;
  let cameraReport = { compactNtp: 0, atMs: 0 };
  let lastReceiverReportMs = 0;
  let keyframeRequests = 0;
  let lastRequestMs = -Infinity;

  function open(target: RtspUrl): CameraConnection {
    const isOwnHost = isSameHost(target.host, options.target.host);
    return openConnection({
      host: target.host,
      port: target.port,
      requestUrl: target.requestUrl,
      credentials: isOwnHost ? options.credentials : undefined,
      timers,
      clock,
      onTrack: (track) => pipeline.begin(track),
      onPlaying: handlePlaying,
      onRtp(bytes, range, arrivalMs) {
        lastPacketMs = arrivalMs;
        pipeline.handleRtp(bytes, range, arrivalMs);
      },
      onRtcp: handleRtcp,
      onEnd: handleEnd,
    });
  }

  function handlePlaying(): void {
    playingMs = clock.monotonic();
    lastPacketMs = Math.max(lastPacketMs, playingMs);
    lastReceiverReportMs = playingMs;
    conditions.begin(playingMs);
    tick();
  }

  function handleRtcp(bytes: Buffer, range: { start: number; end: number }, arrivalMs: number): void {
    const report = readSenderReport(bytes, range);
    if (report === undefined) return;
    cameraReport = { compactNtp: report.compactNtp, atMs: arrivalMs };
    conditions.noteSenderReport(report.wallMs - clock.now());
  }

  function tick(): void {
    if (isOver) return;
    const nowMs = clock.monotonic();
    if (nowMs - lastPacketMs >= silenceMs) {
      return fail({ reason: 'stalled', detail: firstFrameMs === undefined ? 'no_first_packet' : 'silence' });
    }
    const lastPictureMs = Math.max(playingMs, lastFrameMs);
    if (nowMs - lastPictureMs >= noKeyframeMs) return fail({ reason: 'stalled', detail: 'no_keyframe' });
    if (keyframeRequests > 0) sendKeyframeRequest(nowMs);
    if (nowMs - lastReceiverReportMs >= receiverReportMs) sendReceiverReport(nowMs);
    cancelTick = timers.after(tickMs, tick);
    if (firstFrameMs !== undefined) options.onTick(nowMs - lastFrameMs <= staleAfterMs);
  }

  function sendReceiverReport(nowMs: number): void {
    lastReceiverReportMs = nowMs;
    const hasReport = cameraReport.atMs > 0;
    const report = writeReceiverReport({
      ssrc: options.ssrc,
      ...pipeline.reception(),
      lost: pipeline.counters.lostPackets,
      lastReport: cameraReport.compactNtp,
      delayMs: hasReport ? nowMs - cameraReport.atMs : 0,
    });
    connection.sendRtcp(report);
  }

  function requestKeyframe(): void {
    if (keyframeRequests === 0) sendKeyframeRequest(clock.monotonic());
  }

  function sendKeyframeRequest(nowMs: number): void {
    if (nowMs - lastRequestMs < keyframeRetryMs) {
      keyframeRequests = Math.max(keyframeRequests, 1);
      return;
    }
    if (keyframeRequests >= maxKeyframeRequests) {
      keyframeRequests = 0;
      return;
    }
    keyframeRequests += 1;
    lastRequestMs = nowMs;
    connection.sendRtcp(writePictureLoss(options.ssrc, pipeline.reception().mediaSsrc));
  }

  function noteFrame(isKeyframe: boolean): void {
    lastFrameMs = clock.monotonic();
    firstFrameMs ??= lastFrameMs;
    if (isKeyframe) keyframeRequests = 0;
  }

  function handleEnd(end: SessionEnd): void {
    if (end.kind === 'failed') return fail(end.failure);
    redirects += 1;
    const target = parseRtspUrl(end.location);
    if (!target.ok) return fail({ reason: 'redirect_refused', detail: target.error.code });
    if (redirects > maxRedirects) return fail({ reason: 'redirect_refused', detail: 'too_many' });
    // A camera must not be able to point us at the inside of the network.
    if (!mayFollow(target.value.host)) return fail({ reason: 'redirect_refused', detail: 'other_host' });
    connection = open(target.value);
  }

  function mayFollow(host: string): boolean {
    return [options.target.host, ...options.allowedRedirectHosts].some((allowed) =>
      isSameHost(host, allowed),
    );
  }

  function fail(failure: IngestFailure): void {
    if (isOver) return;
    close();
    options.onEnd(failure, firstFrameMs === undefined ? 0 : lastFrameMs - firstFrameMs + 1);
  }

  function close(): void {
    isOver = true;
    cancelTick();
    connection.close();
  }

  return { noteFrame, requestKeyframe, close };
}

function isSameHost(a: string, b: string): boolean {
  return a.toLowerCase() === b.toLowerCase();
}
