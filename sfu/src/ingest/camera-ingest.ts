import { randomInt } from 'node:crypto';
import type { Clock, Random, Timers } from '@truc/base';
import { createConditions } from './conditions.ts';
import type { GopBuffer } from './gop-buffer.ts';
import { isSameState } from './ingest-state.ts';
import type { IngestFailure, IngestState } from './ingest-state.ts';
import { createMediaPipeline } from './media-pipeline.ts';
import type { MediaCounters } from './media-pipeline.ts';
import { decideRetryDelayMs } from './reconnect-policy.ts';
import { openSession } from './camera-session.ts';
import type { CameraSession } from './camera-session.ts';
import { parseRtspUrl } from './rtsp/rtsp-url.ts';

/** Joins a picture's RTP timestamp, as viewers see it, to the machine's time at its arrival. */
export type FrameClock = { readonly rtpTimestamp: number; readonly wallMs: number };

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
  const { clock, timers } = options;
  const conditions = createConditions();
  const target = parseRtspUrl(options.url);
  const random = options.random ?? { next: Math.random };
  const ssrc = options.ssrc ?? randomInt(1, 2 ** 32);
  let state: IngestState = { state: 'connecting', since: clock.now() };
  let session: CameraSession | undefined;
  let cancelRetry = () => {};
  let isClosed = false;
  let failures = 0;
  let reconnects = 0;
  let outageSinceMs = clock.monotonic();

  const pipeline = createMediaPipeline({
    ssrc,
    payloadType: options.payloadType ?? 96,
    firstSequence: randomInt(0x1_0000),
    firstTimestamp: randomInt(2 ** 32),
    cname: `truc-${ssrc.toString(16)}`,
    clock,
    onPacket: options.onPacket,
    onRtcp: options.onRtcp,
    onFrame({ rtpTimestamp, wallMs, isKeyframe }) {
      session?.noteFrame(isKeyframe);
      if (isKeyframe) conditions.noteReordering(pipeline.video()?.reorderFrames);
      if (state.state !== 'live') showLive();
      options.onFrameClock?.({ rtpTimestamp, wallMs });
    },
    onDamage() {
      conditions.noteDamage(clock.monotonic());
      session?.requestKeyframe();
    },
    onBackwardFrame: () => conditions.noteBackwardFrame(clock.monotonic()),
  });

  function start(): void {
    if (target.ok) connect();
    else show({ state: 'no_signal', since: clock.now(), reason: 'unreachable' }, target.error.code);
  }

  function connect(): void {
    if (isClosed || !target.ok) return;
    const username = options.username ?? target.value.username;
    const password = options.password ?? target.value.password;
    session = openSession({
      target: target.value,
      credentials: username === undefined ? undefined : { username, password: password ?? '' },
      allowedRedirectHosts: options.allowedRedirectHosts ?? [],
      clock,
      timers,
      ssrc,
      pipeline,
      conditions,
      onTick: handleTick,
      onEnd: handleEnd,
    });
  }

  function handleTick(isFlowing: boolean): void {
    if (state.state !== 'live' && state.state !== 'stale') return;
    if (isFlowing) showLive();
    else show({ state: 'stale', since: clock.now() });
  }

  function handleEnd(failure: IngestFailure, shownMs: number): void {
    session = undefined;
    if (isClosed) return;
    if (shownMs >= goodSessionMs) failures = 0;
    if (shownMs > 0) outageSinceMs = clock.monotonic();
    failures += 1;
    const delayMs = decideRetryDelayMs({
      reason: failure.reason,
      failures,
      outageMs: clock.monotonic() - outageSinceMs,
      random: random.next(),
    });
    cancelRetry = timers.after(delayMs, () => {
      reconnects += 1;
      connect();
    });
    const { detail, ...why } = failure;
    show({ state: 'no_signal', since: clock.now(), ...why }, detail);
  }

  function showLive(): void {
    const video = pipeline.video();
    const current = conditions.current(clock.monotonic());
    const since = state.state === 'live' ? state.since : clock.now();
    const size = video === undefined ? {} : { width: video.width, height: video.height };
    show({ state: 'live', since, ...size, conditions: current });
  }

  function show(next: IngestState, detail?: string): void {
    if (isClosed || isSameState(state, next)) return;
    state = next;
    const fields = { ...next, ...(detail === undefined ? {} : { detail }) };
    if (next.state === 'no_signal' || next.state === 'stale')
      options.log.warn(fields, 'camera shows no picture');
    else options.log.info(fields, 'camera shows its picture');
    options.onState(next);
  }

  function close(): void {
    isClosed = true;
    cancelRetry();
    session?.close();
    session = undefined;
  }

  return {
    start,
    state: () => state,
    counters: () => ({ ...pipeline.counters, reconnects }),
    gop: pipeline.gop,
    clockOffsetMs: () => conditions.clockOffsetMs(),
    requestKeyframe: () => session?.requestKeyframe(),
    close,
  };
}
