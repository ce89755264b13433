import type { types } from 'mediasoup';
import type { Replay } from '../rooms/gop-replay.ts';
import type { OnDemandStream } from '../rooms/on-demand-stream.ts';
import type { ProducerOutlet, Run } from '../rooms/producer-outlet.ts';
import type { MediaRouter } from '../workers/media-worker.ts';

export type MainLayerOptions = {
  readonly stream: OnDemandStream;
  readonly router: MediaRouter;
  /** A paused Consumer for the viewer; nothing when it cannot be. */
  readonly consume: (producerId: string) => Promise<types.Consumer | undefined>;
};

/** A viewing's use of its camera's larger picture, beside or in place of the smaller one. */
export class MainLayer {
  readonly consumer: types.Consumer;
  readonly #outlet: ProducerOutlet;
  readonly #release: () => void;
  #run: Run | undefined;
  #isShown = false;
  #closed = false;

  /** Nothing where the viewer cannot have it. */
  static async open({ stream, router, consume }: MainLayerOptions): Promise<MainLayer | undefined> {
    const hold = stream.hold();
    if (hold === undefined) return undefined;
    try {
      if (!(await hold.stream.ready())) {
        hold.release();
        return undefined;
      }
      const outlet = await hold.stream.outletOn(router);
      const releaseOutlet = outlet.hold();
      const release = () => {
        releaseOutlet();
        hold.release();
      };
      const consumer = await consume(outlet.producer.id);
      if (consumer !== undefined && !consumer.closed) return new MainLayer({ consumer, outlet, release });
      release();
    } catch (error) {
      hold.release();
      throw error;
    }
    hold.release();
    return undefined;
  }

  private constructor(parts: { consumer: types.Consumer; outlet: ProducerOutlet; release: () => void }) {
    this.consumer = parts.consumer;
    this.#outlet = parts.outlet;
    this.#release = parts.release;
    // The camera left the register, or the worker died.
    parts.consumer.observer.once('close', () => this.close());
  }

  /** Whether the viewer shows it: then the smaller picture rests. */
  get isShown(): boolean {
    return this.#isShown && !this.#closed;
  }

  get closed(): boolean {
    return this.#closed;
  }

  /** Lets the packets flow; says what of the past comes first, if anything does. */
  async run(): Promise<Replay | undefined> {
    if (this.#closed || this.#run !== undefined) return undefined;
    await this.consumer.resume();
    if (this.#closed || this.#run !== undefined) return undefined;
    this.#run = this.#outlet.run();
    return this.#run.replay;
  }

  show(): void {
    this.#isShown = true;
  }

  async stop(): Promise<void> {
    this.#run?.stop();
    this.#run = undefined;
    if (!this.consumer.closed) await this.consumer.pause();
  }

  close(): void {
    if (this.#closed) return;
    this.#closed = true;
    this.#run?.stop();
    this.#run = undefined;
    if (!this.consumer.closed) this.consumer.close();
    this.#release();
  }
}
