import type { Timers } from '@truc/base';
import type { Logger } from 'pino';
import type { MediaWorker } from './media-worker.ts';

export type WatchedWorker = Pick<MediaWorker, 'index' | 'pid' | 'closed' | 'resourceUsage' | 'kill'>;

export type WorkerWatchdogOptions = {
  readonly workers: () => readonly WatchedWorker[];
  readonly timers: Timers;
  readonly log: Logger;
};

const askEveryMs = 1_000;
/** Rounds are counted and not time: where the whole machine stands still, this process does too, and blames nobody for it. */
const patienceRounds = 5;

/**
 * Ends a worker that is there and no longer answers: everything on it stands still, and nothing would ever say so. Its end is
 * one like any other: its viewers are told, and a successor takes its place.
 */
export class WorkerWatchdog {
  readonly #options: WorkerWatchdogOptions;
  /** For how many rounds the answer has been waited for. */
  readonly #waiting = new Map<WatchedWorker, number>();
  #cancel = () => {};

  constructor(options: WorkerWatchdogOptions) {
    this.#options = options;
    this.#arm();
  }

  close(): void {
    this.#cancel();
    this.#waiting.clear();
  }

  #arm(): void {
    this.#cancel = this.#options.timers.after(askEveryMs, () => {
      for (const worker of this.#options.workers()) this.#look(worker);
      this.#arm();
    });
  }

  #look(worker: WatchedWorker): void {
    if (worker.closed) return void this.#waiting.delete(worker);
    const rounds = this.#waiting.get(worker);
    if (rounds === undefined) return this.#ask(worker);
    this.#waiting.set(worker, rounds + 1);
    if (rounds + 1 < patienceRounds) return;
    this.#waiting.delete(worker);
    this.#options.log.error({ worker: worker.index, pid: worker.pid }, 'media worker does not answer: ended');
    worker.kill();
  }

  #ask(worker: WatchedWorker): void {
    this.#waiting.set(worker, 0);
    worker.resourceUsage().then(
      () => this.#waiting.delete(worker),
      // It was closed while it was asked: its end is told elsewhere.
      () => this.#waiting.delete(worker),
    );
  }
}
