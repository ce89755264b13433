import type { Clock, Timers } from '@truc/base';
import { BeatAnswerSchema, beatIntervalMs } from '@truc/media/signalling';
import type { Beat, BeatAnswer, CameraId } from '@truc/media/signalling';
import type { Logger } from 'pino';
import * as v from 'valibot';
import type { Holdings } from './holdings.ts';

/** The way to the server for one beat. Rejects when no answer comes. */
export type SendBeat = (beat: Beat) => Promise<unknown>;

export type NodeBeatsOptions = {
  readonly node: string;
  readonly boot: string;
  /** Ids of the register, as it is now. */
  readonly registered: () => readonly CameraId[];
  readonly clock: Clock;
  readonly timers: Timers;
  readonly log: Logger;
  /** What this node is to serve has changed. */
  readonly onChange: () => void;
};

/** A process that did not run for this long does not know what happened meanwhile. */
const sleptAfterMs = 2_000;

/**
 * A node's place among others, as the server last said. While the server is away, what is watched goes on and nothing new
 * begins: the cameras may be another's by now. After a pause of its own the node stops at once, and asks before it serves
 * anything again: whoever was sent its pictures may be watching another's since.
 */
export class NodeBeats implements Holdings {
  readonly #options: NodeBeatsOptions;
  #send: SendBeat | undefined;
  #told: string | undefined;
  #revision = 0;
  #cameras: ReadonlySet<CameraId> = new Set();
  #confirmedUntil = -Infinity;
  #awakeAt: number;
  #beating = false;
  /** Counts pauses: the answer to a beat of before the last one confirms nothing. */
  #life = 0;
  #cancel: () => void = () => {};
  #closed = false;

  constructor(options: NodeBeatsOptions) {
    this.#options = options;
    this.#awakeAt = options.clock.monotonic();
    this.#plan();
  }

  get mayBegin(): boolean {
    this.#noticeSleep();
    return this.#options.clock.monotonic() < this.#confirmedUntil;
  }

  has(camera: CameraId): boolean {
    return this.#cameras.has(camera);
  }

  /** The line over which beats go from now on; the server behind it knows nothing of this node yet. */
  use(send: SendBeat | undefined): void {
    this.#send = send;
    this.#told = undefined;
    this.beat();
  }

  /** Beats at once. */
  beat(): void {
    const send = this.#send;
    if (send === undefined || this.#beating || this.#closed) return;
    this.#beating = true;
    void this.#ask(send).finally(() => {
      this.#beating = false;
    });
  }

  serialize() {
    return { node: this.#options.node, revision: this.#revision, held: this.#cameras.size };
  }

  close(): void {
    this.#closed = true;
    this.#cancel();
  }

  async #ask(send: SendBeat): Promise<void> {
    const { node, boot, registered, clock, log } = this.#options;
    const cameras = [...registered()].sort();
    const text = cameras.join();
    const [sentAt, life] = [clock.monotonic(), this.#life];
    try {
      const changed = text === this.#told ? {} : { cameras };
      const answer = v.parse(
        BeatAnswerSchema,
        await send({ node, boot, revision: this.#revision, ...changed }),
      );
      if (this.#closed || send !== this.#send || life !== this.#life) return;
      this.#told = text;
      this.#confirmedUntil = sentAt + answer.lifeMs;
      this.#take(answer);
    } catch (error) {
      // The next beat asks again; until then the confirmation runs out by itself.
      log.warn({ err: error }, 'a beat of this node was not answered');
    }
  }

  #take({ revision, cameras }: BeatAnswer): void {
    if (cameras === undefined) return;
    this.#revision = revision;
    this.#cameras = new Set(cameras);
    this.#options.log.info({ revision, cameras: cameras.length }, 'cameras of this node');
    this.#options.onChange();
  }

  #plan(): void {
    this.#cancel = this.#options.timers.after(beatIntervalMs, () => {
      this.#noticeSleep();
      this.beat();
      if (!this.#closed) this.#plan();
    });
  }

  #noticeSleep(): void {
    const now = this.#options.clock.monotonic();
    const sleptMs = now - this.#awakeAt - beatIntervalMs;
    this.#awakeAt = now;
    if (sleptMs < sleptAfterMs || this.#confirmedUntil === -Infinity) return;
    this.#options.log.warn(
      { sleptMs },
      'this node was held up: it serves nothing until the server says what is its own',
    );
    this.#life += 1;
    this.#revision = 0;
    this.#confirmedUntil = -Infinity;
    this.#cameras = new Set();
    this.#options.onChange();
  }
}
