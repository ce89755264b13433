import type { Clock, Result, Timers } from '@truc/base';
import { err, ok } from '@truc/base';
import { recordedRangeLimit } from '@truc/media/signalling';
import type {
  CameraId,
  ControlFact,
  PlaybackCommand,
  PlaybackFailure,
  PlaybackGrantClaims,
  PlaybackSpeed,
  PlaybackState,
  SignallingError,
  UpAnswer,
  ViewingEndCause,
  ViewingId,
} from '@truc/media/signalling';
import type { types } from 'mediasoup';
import type { RtpFeed } from '../rooms/rtp-feed.ts';
import type { ViewerSocket } from '../viewers/viewer-socket.ts';
import { ClockTeller } from './clock-teller.ts';
import type { PlayFrom, RecordedFrame } from './recorded-frame.ts';
import type { RecordingPull } from './recording-pull.ts';
import { ShownRanges } from './shown-ranges.ts';

export type PullEvents = {
  onPacket(rtp: Buffer): void;
  onRtcp(rtcp: Buffer): void;
  onFrame(frame: RecordedFrame): void;
  onEnd(why: 'ended' | PlaybackFailure): void;
};

export type PlaybackOptions = {
  readonly id: ViewingId;
  readonly claims: PlaybackGrantClaims;
  readonly feed: RtpFeed;
  readonly consumer: types.Consumer;
  readonly clock: Clock;
  readonly timers: Timers;
  /** The viewer's path is being found: a keyframe that is sent meanwhile is lost, and the next may be far. */
  untilConnected(): Promise<void>;
  /** Opens a session with the recorder, where a seat is free and the grant still holds. */
  openPull(from: PlayFrom, events: PullEvents): Promise<Result<RecordingPull, PlaybackFailure>>;
  /** The same person, camera, display and stretch as before; nothing otherwise. */
  examine(token: string): Promise<Result<PlaybackGrantClaims, SignallingError>>;
  readonly send: ViewerSocket['send'];
  /** Resolves when the fact is on disk. */
  readonly record: (fact: ControlFact) => Promise<void>;
  /** Why the Consumer closed, when it was not this playback that closed it. */
  causeOfClose(): ViewingEndCause;
  /** Called once, when the bytes have stopped. */
  onEnd(playback: Playback, cause: ViewingEndCause): void;
};

/** A recorder has few sessions: one that stands paused is given back, and opened again when it is to go on. */
const pausedSessionMs = 30_000;

/** One display's hold on one stretch of a camera's recordings: from an accepted grant until it ends, whoever ends it. */
export class Playback {
  readonly id: ViewingId;
  readonly camera: CameraId;
  readonly #options: PlaybackOptions;
  readonly #shown = new ShownRanges(recordedRangeLimit);
  readonly #teller: ClockTeller;
  #claims: PlaybackGrantClaims;
  #pull: RecordingPull | undefined;
  /** Counts what was asked for: what an earlier order still brings is out of date. */
  #order = 0;
  #positionMs: number;
  #speed: PlaybackSpeed = 1;
  #state: PlaybackState['state'] = 'paused';
  #cancelExpiry = () => {};
  #cancelPaused = () => {};
  #ended = false;

  constructor(options: PlaybackOptions) {
    this.id = options.id;
    this.camera = options.claims.cam;
    this.#options = options;
    this.#claims = options.claims;
    this.#positionMs = options.claims.fro;
    this.#teller = new ClockTeller(options.clock, (clock) =>
      options.send('playbackClock', { viewing: this.id, ...clock }),
    );
    this.#armExpiry();
    options.consumer.observer.once('close', () => this.end(options.causeOfClose()));
  }

  get claims(): PlaybackGrantClaims {
    return this.#claims;
  }

  async command(command: PlaybackCommand): Promise<Result<UpAnswer<'playback'>, SignallingError>> {
    const done = await this.#perform(command);
    if (!done.ok) return done;
    return this.#ended && command.do !== 'end' ? err('viewing_unknown') : ok(this.#answer());
  }

  /** Stops the bytes at once. Only the first cause counts. */
  end(cause: ViewingEndCause): void {
    if (this.#ended) return;
    this.#ended = true;
    this.#cancelExpiry();
    this.#closePull();
    if (!this.#options.consumer.closed) this.#options.consumer.close();
    this.#options.feed.close();
    this.#options.onEnd(this, cause);
  }

  /** For the log: what was really sent, so far or in all. */
  shown() {
    return this.#shown.list();
  }

  serialize() {
    return {
      playback: this.id,
      camera: this.camera,
      state: this.#state,
      holdsSession: this.#pull !== undefined,
    };
  }

  async #perform(command: PlaybackCommand): Promise<Result<void, SignallingError>> {
    switch (command.do) {
      case 'play':
        return this.#play(this.#state === 'ended' ? this.#claims.fro : this.#positionMs);
      case 'seek':
        return this.#seek(command.at);
      case 'speed':
        this.#speed = command.speed;
        this.#teller.forget();
        if (this.#state === 'playing' || this.#state === 'opening') return this.#play(this.#positionMs);
        this.#tell(this.#state);
        return ok(undefined);
      case 'pause':
        this.#pause();
        return ok(undefined);
      case 'renew':
        return this.#renew(command.grant);
      case 'end':
        this.end('closed_by_viewer');
        return ok(undefined);
    }
  }

  async #seek(at: number): Promise<Result<void, SignallingError>> {
    if (at < this.#claims.fro || at >= this.#claims.unt) return err('outside_grant');
    const wasPaused = this.#state === 'paused';
    await this.#options.record({
      kind: 'playback_sought',
      viewing: this.id,
      to: at,
      at: this.#options.clock.now(),
    });
    if (this.#ended) return err('viewing_unknown');
    this.#positionMs = at;
    if (!wasPaused) return this.#play(at);
    this.#closePull();
    this.#tell('paused');
    return ok(undefined);
  }

  /** What goes wrong with the recorder is told as a state: it may take as long as the recorder does. */
  async #play(atMs: number): Promise<Result<void, SignallingError>> {
    this.#cancelPaused();
    this.#order += 1;
    const order = this.#order;
    this.#shown.interrupt();
    this.#teller.forget();
    this.#positionMs = atMs;
    this.#tell('opening');
    await this.#options.consumer.resume();
    await this.#options.untilConnected();
    if (this.#ended || order !== this.#order) return ok(undefined);
    const from = { atMs, speed: this.#speed };
    if (this.#pull !== undefined) {
      this.#pull.play(from);
      return ok(undefined);
    }
    const opened = await this.#options.openPull(from, this.#events(order));
    if (this.#ended || order !== this.#order) {
      if (opened.ok) opened.value.close();
      return ok(undefined);
    }
    if (opened.ok) this.#pull = opened.value;
    else this.#fail(opened.error);
    return ok(undefined);
  }

  #events(order: number): PullEvents {
    const { feed } = this.#options;
    const since = order;
    const isMine = () => !this.#ended && this.#order >= since;
    return {
      onPacket: (packet) => isMine() && feed.send(packet),
      onRtcp: (compound) => isMine() && feed.report(compound),
      onFrame: (frame) => isMine() && this.#handleFrame(frame),
      onEnd: (why) => {
        if (!isMine()) return;
        this.#closePull();
        if (why === 'ended') this.#tell('ended');
        else this.#fail(why);
      },
    };
  }

  #handleFrame(frame: RecordedFrame): void {
    this.#positionMs = frame.recordedMs;
    this.#shown.add(frame.recordedMs);
    this.#teller.tell(frame, this.#speed);
    if (this.#state === 'opening') this.#tell('playing');
  }

  #pause(): void {
    if (this.#state !== 'playing' && this.#state !== 'opening') return;
    this.#order += 1;
    if (this.#state === 'opening') this.#closePull();
    this.#pull?.pause();
    this.#shown.interrupt();
    this.#cancelPaused = this.#options.timers.after(pausedSessionMs, () => this.#closePull());
    this.#tell('paused');
  }

  async #renew(token: string): Promise<Result<void, SignallingError>> {
    const granted = await this.#options.examine(token);
    if (!granted.ok) return granted;
    const { sub, cam, fro, unt } = granted.value;
    const own = this.#claims;
    if (sub !== own.sub || cam !== own.cam || fro !== own.fro || unt !== own.unt) return err('grant_invalid');
    if (this.#ended) return err('viewing_unknown');
    this.#claims = granted.value;
    this.#armExpiry();
    return ok(undefined);
  }

  /** What the recorder has nothing of may be what it no longer keeps. */
  #fail(failure: PlaybackFailure): void {
    const { kep } = this.#claims;
    const keptSinceMs = this.#options.clock.now() - (kep ?? Infinity) * 3_600_000;
    const isOver = failure === 'not_recorded' && this.#positionMs < keptSinceMs;
    this.#tell('failed', isOver ? 'retention_over' : failure);
  }

  #tell(state: PlaybackState['state'], failure?: PlaybackFailure): void {
    this.#state = state;
    const told = { viewing: this.id, state, speed: this.#speed };
    this.#options.send('playbackState', failure === undefined ? told : { ...told, failure });
  }

  #closePull(): void {
    this.#cancelPaused();
    this.#pull?.close();
    this.#pull = undefined;
  }

  #answer() {
    return { expiresAt: this.#claims.exp * 1_000 };
  }

  #armExpiry(): void {
    this.#cancelExpiry();
    const delayMs = this.#claims.exp * 1_000 - this.#options.clock.now();
    this.#cancelExpiry = this.#options.timers.after(delayMs, () => this.end('grant_expired'));
  }
}
