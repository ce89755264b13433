import type { Timers } from '@truc/base';
import type { CameraStream } from './camera-stream.ts';

export type OnDemandStreamOptions = {
  /** Makes the stream, which is not pulling yet. */
  readonly create: () => CameraStream;
  readonly timers: Timers;
  /** How long it is still pulled after the last who needed it: who comes back soon finds it warm. */
  readonly lingerMs: number;
};

export type StreamHold = { readonly stream: CameraStream; readonly release: () => void };

/** A stream that is pulled only while somebody needs it: the large picture of a camera whose small one is always there. */
export class OnDemandStream {
  readonly #options: OnDemandStreamOptions;
  #stream: CameraStream | undefined;
  #holders = 0;
  #cancelLinger = () => {};
  #closed = false;

  constructor(options: OnDemandStreamOptions) {
    this.#options = options;
  }

  get isPulled(): boolean {
    return this.#stream !== undefined;
  }

  /** Somebody needs it; `release` gives it back and may be called twice. Nothing after the camera's end. */
  hold(): StreamHold | undefined {
    if (this.#closed) return undefined;
    this.#cancelLinger();
    const stream = (this.#stream ??= this.#start());
    this.#holders += 1;
    let held = true;
    const release = () => {
      if (!held) return;
      held = false;
      this.#holders -= 1;
      this.#lingerWhenFree();
    };
    return { stream, release };
  }

  /** Somebody may need it in a moment. */
  warm(): void {
    this.hold()?.release();
  }

  serialize() {
    return { pulled: this.isPulled, holders: this.#holders, outlets: this.#stream?.serialize() ?? [] };
  }

  close(): void {
    this.#closed = true;
    this.#end();
  }

  #start(): CameraStream {
    const stream = this.#options.create();
    stream.start();
    return stream;
  }

  #lingerWhenFree(): void {
    if (this.#holders > 0 || this.#closed) return;
    this.#cancelLinger();
    this.#cancelLinger = this.#options.timers.after(this.#options.lingerMs, () => this.#end());
  }

  #end(): void {
    this.#cancelLinger();
    this.#stream?.close();
    this.#stream = undefined;
  }
}
