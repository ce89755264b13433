import type { Timers } from '@truc/base';
import type { CameraId, ViewingEndCause, ViewingGrantClaims, ViewingId } from '@truc/media/signalling';
import type { types } from 'mediasoup';
import type { CameraRoom } from '../rooms/camera-room.ts';
import type { ProducerOutlet } from '../rooms/producer-outlet.ts';

export type ViewingOptions = {
  readonly id: ViewingId;
  readonly claims: ViewingGrantClaims;
  readonly room: CameraRoom;
  readonly outlet: ProducerOutlet;
  readonly release: () => void;
  readonly consumer: types.Consumer;
  readonly timers: Timers;
  readonly nowMs: number;
  /** Why the Consumer closed, when it was not this viewing that closed it. */
  readonly causeOfClose: () => ViewingEndCause;
  /** Writes down that bytes stopped or are about to flow again; resolves when that is on disk. */
  readonly onRun: (viewing: Viewing, runs: 'viewing_paused' | 'viewing_resumed') => Promise<void>;
  /** Called once, when the bytes have stopped. */
  readonly onEnd: (viewing: Viewing, cause: ViewingEndCause) => void;
};

/** One display's hold on one camera: from an accepted grant until it ends, whoever ends it. */
export class Viewing {
  readonly id: ViewingId;
  readonly camera: CameraId;
  readonly room: CameraRoom;
  readonly consumer: types.Consumer;
  #claims: ViewingGrantClaims;
  readonly #options: ViewingOptions;
  #cancelExpiry: () => void = () => {};
  #stopRunning: (() => void) | undefined;
  #wanted = false;
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

  /** Lets the camera's packets flow. `connected`: whether the viewer's transport can carry them already. */
  async resume(connected: boolean): Promise<void> {
    this.#wanted = true;
    if (!connected || this.#ended || this.#stopRunning !== undefined) return;
    if (this.#pausedInLog) {
      this.#pausedInLog = false;
      await this.#options.onRun(this, 'viewing_resumed');
      if (!this.#mayRun) return;
    }
    await this.consumer.resume();
    if (!this.#mayRun) return;
    this.#stopRunning = this.#options.outlet.run();
  }

  async pause(): Promise<void> {
    this.#wanted = false;
    this.#stop();
    if (this.#ended) return;
    await this.consumer.pause();
    if (this.#ended || this.#wanted || this.#pausedInLog) return;
    this.#pausedInLog = true;
    await this.#options.onRun(this, 'viewing_paused');
  }

  /** Begins the picture anew for a viewer that was away: what came meanwhile is lost, and the next keyframe may be far. */
  async beginAnew(): Promise<void> {
    if (this.#stopRunning === undefined) return;
    await this.pause();
    await this.resume(true);
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
    this.#stop();
    if (!this.consumer.closed) this.consumer.close();
    this.#options.release();
    this.#options.onEnd(this, cause);
  }

  serialize() {
    return { viewing: this.id, camera: this.camera, expiresAt: this.expiresAtMs, wanted: this.#wanted };
  }

  get #mayRun(): boolean {
    return !this.#ended && this.#wanted && this.#stopRunning === undefined;
  }

  #stop(): void {
    this.#stopRunning?.();
    this.#stopRunning = undefined;
  }

  #armExpiry(nowMs: number): void {
    this.#cancelExpiry();
    this.#cancelExpiry = this.#options.timers.after(this.expiresAtMs - nowMs, () =>
      this.end('grant_expired'),
    );
  }
}
