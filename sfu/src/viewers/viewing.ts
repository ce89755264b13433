import type { Timers } from '@truc/base';
import type { CameraId, ViewingEndCause, ViewingGrantClaims, ViewingId } from '@truc/media/signalling';
import type { types } from 'mediasoup';
import type { Replay, ReplayLimits } from '../rooms/gop-replay.ts';
import type { CameraRoom } from '../rooms/camera-room.ts';
import type { ProducerOutlet, Run } from '../rooms/producer-outlet.ts';
import { MainLayer } from './main-layer.ts';
import type { LaneSeat } from '../rooms/replay-lane.ts';
import type { MediaRouter } from '../workers/media-worker.ts';

export type ViewingOptions = {
  readonly id: ViewingId;
  readonly claims: ViewingGrantClaims;
  readonly room: CameraRoom;
  readonly outlet: ProducerOutlet;
  readonly router: MediaRouter;
  readonly release: () => void;
  readonly consumer: types.Consumer;
  /** A paused Consumer of another Producer for the same viewer; nothing when it cannot be. */
  readonly consume: (producerId: string) => Promise<types.Consumer | undefined>;
  readonly timers: Timers;
  readonly nowMs: number;
  /** Why the Consumer closed, when it was not this viewing that closed it. */
  readonly causeOfClose: () => ViewingEndCause;
  /** Writes down that bytes stopped or are about to flow again; resolves when that is on disk. */
  readonly onRun: (viewing: Viewing, runs: 'viewing_paused' | 'viewing_resumed') => Promise<void>;
  /** Called just before packets begin to flow. `replay`: what comes before the present, if anything does. */
  readonly onBegin: (viewing: Viewing, replay: Replay | undefined) => void;
  /** Called when a replay has ended: from here on the packets come over the viewing's own Consumer. */
  readonly onSwap: (viewing: Viewing) => void;
  /** Called once, when the bytes have stopped. */
  readonly onEnd: (viewing: Viewing, cause: ViewingEndCause) => void;
};

type Joining = { readonly seat: LaneSeat; readonly consumer: types.Consumer; begun: boolean };

/** One display's hold on one camera: from an accepted grant until it ends, whoever ends it. */
export class Viewing {
  readonly id: ViewingId;
  readonly camera: CameraId;
  readonly room: CameraRoom;
  readonly consumer: types.Consumer;
  #claims: ViewingGrantClaims;
  readonly #options: ViewingOptions;
  #cancelExpiry: () => void = () => {};
  #joining: Joining | undefined;
  #run: Run | undefined;
  #main: MainLayer | undefined;
  /** With what the packets that flow now began, once that was told. */
  #begun: { readonly replay: Replay | undefined } | undefined;
  #wanted = false;
  #recorded: Promise<void> = Promise.resolve();
  /** What the log says last: a viewing counts as running from its start. */
  #pausedInLog = false;
  #ended = false;

  constructor(options: ViewingOptions) {
    this.id = options.id;
    this.camera = options.claims.cam;
    this.room = options.room;
    this.consumer = options.consumer;
    this.#options = options;
    this.#claims = options.claims;
    this.#armExpiry(options.nowMs);
    options.consumer.observer.once('close', () => this.end(options.causeOfClose()));
  }

  get claims(): ViewingGrantClaims {
    return this.#claims;
  }

  get expiresAtMs(): number {
    return this.#claims.exp * 1_000;
  }

  /** Whether the viewer is to see it; it runs from then on, or once the transport is connected. */
  get wanted(): boolean {
    return this.#wanted;
  }

  /**
   * A paused Consumer in a replay lane, where the viewer would otherwise wait for the camera's next keyframe. `resume` begins
   * the replay, once the viewer holds this track too; the viewing's own Consumer follows by itself.
   */
  async prepareReplay(limits: ReplayLimits): Promise<types.Consumer | undefined> {
    // One that was prepared and missed is not prepared again: the viewer is told of a lane once.
    if (this.#ended || this.#run !== undefined || this.#joining !== undefined) return undefined;
    const seat = await this.#options.outlet.takeSeat(limits, {
      handleReplay: (replay) => this.#begin(replay),
      handleHandover: () => this.#takeOver(),
    });
    if (seat === undefined) return undefined;
    const consumer = await this.#options.consume(seat.producerId);
    if (consumer === undefined || this.#ended || this.#run !== undefined || !seat.isOpen) {
      consumer?.close();
      seat.leave();
      return undefined;
    }
    this.#joining = { seat, consumer, begun: false };
    return consumer;
  }

  /** That somebody looks is being written down: until it is, no byte flows. What fails there ends the viewing. */
  waitFor(recorded: Promise<void>): void {
    this.#recorded = recorded.catch(() => this.end('sfu_stopped'));
  }

  /**
   * Lets the camera's packets flow. `connected`: whether the viewer's transport can carry them already. A viewer that asks
   * over a new socket is told once more with what they began: what was said meanwhile reached nobody.
   */
  async resume(connected: boolean): Promise<void> {
    this.#wanted = true;
    await this.#recorded;
    if (!connected || this.#ended || !this.#wanted) return;
    if (this.#main?.isShown === true) return void (await this.#main.run());
    if (this.#run !== undefined || this.#joining?.begun === true) {
      if (this.#begun !== undefined) this.#options.onBegin(this, this.#begun.replay);
      return;
    }
    await this.room.ready();
    if (!this.#mayRun) return;
    if (this.#pausedInLog) {
      this.#pausedInLog = false;
      await this.#options.onRun(this, 'viewing_resumed');
      if (!this.#mayRun) return;
    }
    if (this.#joining !== undefined && (await this.#beginReplay(this.#joining))) return;
    this.#leaveLane();
    await this.consumer.resume();
    if (!this.#mayRun) return;
    this.#run = this.#options.outlet.run();
    this.#begin(this.#run.replay);
  }

  async pause(): Promise<void> {
    this.#wanted = false;
    this.#closeMain();
    this.#stop();
    if (this.#ended) return;
    await this.consumer.pause();
    if (this.#ended || this.#wanted || this.#pausedInLog) return;
    this.#pausedInLog = true;
    await this.#options.onRun(this, 'viewing_paused');
  }

  /** Nothing is sent while the viewer cannot be reached. The log says nothing: he never asked for a pause, and is on record. */
  async suspend(): Promise<void> {
    this.#stop();
    await this.#main?.stop();
    if (!this.consumer.closed) await this.consumer.pause();
  }

  /** Begins the picture anew for a viewer that was away: what came meanwhile is lost, and the next keyframe may be far. */
  async beginAnew(): Promise<void> {
    await this.suspend();
    if (this.#wanted) await this.resume(true);
  }

  /** Whether it holds its camera's larger picture. */
  get holdsMain(): boolean {
    return this.#main !== undefined && !this.#main.closed;
  }

  /** A paused Consumer of the camera's larger picture; nothing where it has none, or is not to be seen. */
  async prepareMain(): Promise<types.Consumer | undefined> {
    const { main: stream } = this.room;
    if (stream === undefined || !this.#wanted || this.#ended) return undefined;
    this.#closeMain();
    const opened = await MainLayer.open({ ...this.#options, stream });
    if (opened === undefined || !this.#wanted || this.#ended || this.holdsMain) {
      opened?.close();
      return undefined;
    }
    this.#main = opened;
    return opened.consumer;
  }

  /** The viewer holds the larger picture's track. Says what of the past comes first. */
  async beginMain(): Promise<Replay | undefined> {
    await this.#recorded;
    return this.#wanted && !this.#ended ? this.#main?.run() : undefined;
  }

  /** The larger picture is on the screen: not a byte more of the smaller one. */
  async showMain(): Promise<void> {
    if (this.#main === undefined || this.#main.closed || this.#ended) return;
    this.#main.show();
    this.#stop();
    await this.consumer.pause();
  }

  /** The smaller picture flows again, beside the larger one. Says what of the past comes first. */
  async beginSub(): Promise<Replay | undefined> {
    await this.#recorded;
    await this.room.ready();
    if (!this.#mayRun) return undefined;
    await this.consumer.resume();
    if (!this.#mayRun) return undefined;
    this.#run = this.#options.outlet.run();
    this.#begun = { replay: this.#run.replay };
    return this.#run.replay;
  }

  /** The smaller picture is on the screen, or the larger one was given up. */
  async showSub(): Promise<void> {
    const wasShown = this.#main?.isShown === true;
    this.#closeMain();
    if (wasShown && this.#mayRun) await this.beginSub();
  }

  /** Carries on under a fresh grant for the same person, camera and display. */
  renew(claims: ViewingGrantClaims, nowMs: number): void {
    if (this.#ended) return;
    this.#claims = claims;
    this.#armExpiry(nowMs);
  }

  /** Stops the bytes at once. Only the first cause counts. */
  end(cause: ViewingEndCause): void {
    if (this.#ended) return;
    this.#ended = true;
    this.#wanted = false;
    this.#cancelExpiry();
    this.#closeMain();
    this.#stop();
    if (!this.consumer.closed) this.consumer.close();
    this.#options.release();
    this.#options.onEnd(this, cause);
  }

  serialize() {
    return { viewing: this.id, camera: this.camera, expiresAt: this.expiresAtMs, wanted: this.#wanted };
  }

  get #mayRun(): boolean {
    return !this.#ended && this.#wanted && this.#run === undefined;
  }

  /** False when the lane began without this viewing: then it joins as others do. */
  async #beginReplay(joining: Joining): Promise<boolean> {
    if (!joining.seat.isOpen) return false;
    joining.begun = true;
    await joining.consumer.resume();
    if (this.#joining !== joining) return true;
    if (!joining.seat.isOpen) {
      this.#leaveLane();
      return false;
    }
    joining.seat.begin();
    return true;
  }

  /** The camera's keyframe is about to go into the shared Producer: the same line of orders to the worker carries both. */
  #takeOver(): void {
    if (!this.#mayRun) return;
    this.consumer.resume().catch(() => {
      // It was closed meanwhile, which has ended the viewing.
    });
    this.#run = this.#options.outlet.run({ isCaughtUp: true });
    this.#options.onSwap(this);
  }

  #begin(replay: Replay | undefined): void {
    this.#begun = { replay };
    this.#options.onBegin(this, replay);
  }

  #stop(): void {
    this.#begun = undefined;
    this.#leaveLane();
    this.#run?.stop();
    this.#run = undefined;
  }

  #closeMain(): void {
    this.#main?.close();
    this.#main = undefined;
  }

  #leaveLane(): void {
    this.#joining?.seat.leave();
    this.#joining?.consumer.close();
    this.#joining = undefined;
  }

  #armExpiry(nowMs: number): void {
    this.#cancelExpiry();
    this.#cancelExpiry = this.#options.timers.after(this.expiresAtMs - nowMs, () =>
      this.end('grant_expired'),
    );
  }
}
