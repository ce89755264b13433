import { changeBehaviour, goodBehaviour } from '../camera-spec.ts';
import type { BehaviourChange, CameraBehaviour, CameraSpec } from '../camera-spec.ts';
import type { VideoCodec } from '../loops/annex-b.ts';
import type { Loop, LoopStore } from '../rtp/loop-store.ts';
import type { FrameTemplate } from '../rtp/packet-template.ts';
import type { RtpSession } from './rtp-session.ts';
import type { Paced, TimerWheel } from './timer-wheel.ts';

export type CameraStats = {
  /** Viewers now, and how many of them are playing. */
  readonly sessions: number;
  readonly playing: number;
  /** Since the camera was created: RTP packets, their bytes as sent, pictures dropped for slow viewers. */
  readonly packets: number;
  readonly bytes: number;
  readonly framesDropped: number;
};

export type CameraContext = {
  readonly store: LoopStore;
  readonly wheel: TimerWheel;
  readonly now: () => number;
};

const rtpClockPerMs = 90;
const longestCatchUpMs = 1000;

/**
 * One camera: a place in a shared loop, a clock, and the sessions that watch it. All of them see the same
 * picture at the same time. The place and the clock are apart: a camera that was held up goes on with the next
 * picture of the loop, which is all that a decoder can use, under the time at which it is sent.
 */
export class SimulatedCamera implements Paced {
  readonly spec: CameraSpec;
  behaviour: CameraBehaviour;
  dueAtMs = 0;
  private readonly context: CameraContext;
  private readonly sessions = new Set<RtpSession>();
  private loop: Loop;
  private frames: readonly FrameTemplate[];
  private place = 0;
  private frameNumber = 0;
  private epochMs: number;
  private jumpTicks = 0;
  private isRunning = false;
  private past = { packets: 0, bytes: 0, framesDropped: 0 };

  constructor(spec: CameraSpec, context: CameraContext) {
    this.spec = spec;
    this.context = context;
    this.behaviour = changeBehaviour(goodBehaviour, spec.behaviour ?? {});
    this.loop = this.chooseLoop();
    this.frames = this.chooseFrames();
    // Neighbours on one loop neither tick together nor show the same moment.
    this.epochMs = context.now() - (spread(spec.path) % (this.loop.entry.frames * this.frameMs()));
  }

  /** What the session description says. */
  describe(): { loop: Loop; codec: VideoCodec | 'mjpeg' } {
    return { loop: this.loop, codec: this.behaviour.codec === 'mjpeg' ? 'mjpeg' : this.loop.entry.codec };
  }

  applyBehaviour(change: BehaviourChange): void {
    this.behaviour = changeBehaviour(this.behaviour, change);
    if (change.timestampJumpMs !== undefined) this.jumpTicks += change.timestampJumpMs * rtpClockPerMs;
    this.loop = this.chooseLoop();
    this.frames = this.chooseFrames();
    this.place %= this.frames.length;
    if (change.codec !== undefined || change.paramSetsOnlyInSdp !== undefined) this.beginGop();
  }

  /** As after a reboot; sessions that are still there go on under a new SSRC and new numbers. */
  restart(): void {
    this.epochMs = this.context.now();
    this.frameNumber = 0;
    this.place = 0;
    this.jumpTicks = 0;
    for (const session of this.sessions) session.renew();
    if (!this.isRunning) return;
    this.context.wheel.remove(this);
    this.dueAtMs = this.epochMs;
    this.context.wheel.add(this);
  }

  addSession(session: RtpSession): void {
    this.sessions.add(session);
  }

  removeSession(session: RtpSession): void {
    if (!this.sessions.delete(session)) return;
    this.past.packets += session.packets;
    this.past.bytes += session.bytes;
    this.past.framesDropped += session.framesDropped;
    this.pauseIfUnwatched();
  }

  /** Returns the RTP time of the next picture, on this camera's clock. */
  play(session: RtpSession): number {
    if (!this.isRunning) this.resume();
    if (!this.behaviour.midGopStart) this.beginGop();
    session.play(this.behaviour.midGopStart);
    return this.rtpTime(this.frameNumber);
  }

  pause(session: RtpSession): void {
    session.isPlaying = false;
    this.pauseIfUnwatched();
  }

  /** The next picture is a keyframe, for everybody who watches. */
  beginGop(): void {
    for (let ahead = 0; ahead < this.frames.length; ahead += 1) {
      const place = (this.place + ahead) % this.frames.length;
      if (this.frames[place]?.isKeyframe !== true) continue;
      this.place = place;
      return;
    }
  }

  stats(): CameraStats {
    const total = { ...this.past };
    let playing = 0;
    for (const session of this.sessions) {
      total.packets += session.packets;
      total.bytes += session.bytes;
      total.framesDropped += session.framesDropped;
      if (session.isPlaying) playing += 1;
    }
    return { ...total, playing, sessions: this.sessions.size };
  }

  run(nowMs: number): void {
    if (nowMs - this.dueAtMs > longestCatchUpMs) this.frameNumber = this.numberAt(nowMs);
    if (!this.behaviour.stall) this.sendPicture(nowMs);
    this.frameNumber += 1;
    this.dueAtMs = this.epochMs + this.frameNumber * this.frameMs();
  }

  private sendPicture(nowMs: number): void {
    const template = this.frames[this.place];
    if (template === undefined) throw new Error(`${this.spec.path} has left its loop`);
    this.place = (this.place + 1) % this.frames.length;
    const { garbage, noSr, duplicateTimestamps } = this.behaviour;
    const stampedNumber = duplicateTimestamps ? this.frameNumber - (this.frameNumber % 2) : this.frameNumber;
    const rtpTime = this.rtpTime(stampedNumber - template.heldFrames);
    const lateMs = nowMs - (this.epochMs + this.frameNumber * this.frameMs());
    const report = {
      nowMs,
      wallClockMs: Date.now() + this.behaviour.clockOffsetMs,
      rtpTime: Math.round(this.rtpTime(this.frameNumber) + lateMs * rtpClockPerMs),
      canonicalName: this.spec.path,
    };
    for (const session of this.sessions) {
      if (!session.isPlaying) continue;
      if (garbage === 'interleaved') {
        session.sendBrokenFraming();
        continue;
      }
      session.sendFrame(template, { rtpTime, noisePayload: garbage === 'payload' });
      if (!noSr) session.sendReport(report);
    }
  }

  private resume(): void {
    this.isRunning = true;
    this.frameNumber = this.numberAt(this.context.now()) + 1;
    this.place = this.frameNumber % this.frames.length;
    this.dueAtMs = this.epochMs + this.frameNumber * this.frameMs();
    this.context.wheel.add(this);
  }

  private pauseIfUnwatched(): void {
    if ([...this.sessions].some((session) => session.isPlaying)) return;
    this.context.wheel.remove(this);
    this.isRunning = false;
  }

  private numberAt(nowMs: number): number {
    return Math.floor((nowMs - this.epochMs) / this.frameMs());
  }

  private rtpTime(frameNumber: number): number {
    const pace = 1 + this.behaviour.clockDriftPpm / 1_000_000;
    return Math.round(frameNumber * (90_000 / this.loop.entry.fps) * pace) + this.jumpTicks;
  }

  private frameMs(): number {
    return 1000 / this.loop.entry.fps;
  }

  private chooseLoop(): Loop {
    const { store } = this.context;
    const other = this.behaviour.codec === 'h265' ? store.firstLoopOf('h265') : undefined;
    return other ?? store.loopByName(this.spec.loop);
  }

  private chooseFrames(): readonly FrameTemplate[] {
    const { mtuBytes, stapA, paramSetsOnlyInSdp } = this.behaviour;
    const inBandParameterSets = this.loop.entry.inBandParameterSets && !paramSetsOnlyInSdp;
    return this.context.store.framesOf(this.loop, {
      mtuBytes,
      aggregateParameterSets: stapA,
      inBandParameterSets,
    });
  }
}

function spread(path: string): number {
  let hash = 2_166_136_261;
  for (const character of path) hash = Math.imul(hash ^ character.charCodeAt(0), 16_777_619) >>> 0;
  return hash;
}
