import { invariant } from '@truc/base';
import type { Timers } from '@truc/base';
import type { Logger } from 'pino';
import type { SfuConfig } from '../config/config.ts';
import { MediaWorker } from './media-worker.ts';
import { WorkerWatchdog } from './worker-watchdog.ts';

export type WorkerPoolOptions = {
  readonly config: SfuConfig;
  readonly log: Logger;
  readonly timers: Timers;
  /** Called before the successor of a dead worker is started. */
  readonly onWorkerDied: (worker: MediaWorker) => void;
};

/** A port that its dead holder has not yet given back is tried again this often. */
const restartDelayMs = 500;

/** The workers, each always replaced when it dies or no longer answers. */
export class WorkerPool {
  readonly #options: WorkerPoolOptions;
  readonly #workers = new Map<number, MediaWorker>();
  readonly #watchdog: WorkerWatchdog;
  #closed = false;
  #died = 0;

  static async create(options: WorkerPoolOptions): Promise<WorkerPool> {
    const pool = new WorkerPool(options);
    try {
      for (let index = 0; index < options.config.workers; index += 1) await pool.#start(index);
    } catch (error) {
      pool.close();
      throw error;
    }
    return pool;
  }

  private constructor(options: WorkerPoolOptions) {
    this.#options = options;
    this.#watchdog = new WorkerWatchdog({ ...options, workers: () => this.workers });
  }

  get workers(): readonly MediaWorker[] {
    return [...this.#workers.values()];
  }

  get ready(): boolean {
    return this.#workers.size === this.#options.config.workers;
  }

  get deaths(): number {
    return this.#died;
  }

  /** The worker with the fewest displays, or nothing while none runs. */
  leastLoaded(): MediaWorker | undefined {
    return this.workers
      .filter((worker) => !worker.closed)
      .toSorted((a, b) => a.sessions - b.sessions || a.index - b.index)[0];
  }

  serialize() {
    return this.workers.map((worker) => worker.serialize());
  }

  close(): void {
    if (this.#closed) return;
    this.#closed = true;
    this.#watchdog.close();
    for (const worker of this.#workers.values()) worker.close();
    this.#workers.clear();
  }

  async #start(index: number): Promise<void> {
    const { config, log } = this.#options;
    const worker = await MediaWorker.create({
      index,
      addresses: config.mediaAddresses,
      port: config.mediaPort === 0 ? 0 : config.mediaPort + index,
      ...(config.workerBin === undefined ? {} : { workerBin: config.workerBin }),
      log,
      onDied: (dead) => this.#handleDied(dead),
    });
    if (this.#closed) return worker.close();
    invariant(!this.#workers.has(index), `worker ${index} is started once`);
    this.#workers.set(index, worker);
    log.info({ worker: index, pid: worker.pid }, 'media worker started');
  }

  #handleDied(worker: MediaWorker): void {
    if (this.#closed) return;
    this.#died += 1;
    this.#workers.delete(worker.index);
    this.#options.onWorkerDied(worker);
    this.#restart(worker.index);
  }

  #restart(index: number): void {
    if (this.#closed) return;
    this.#start(index).catch((error: unknown) => {
      this.#options.log.error({ worker: index, err: error }, 'media worker does not restart, trying again');
      this.#options.timers.after(restartDelayMs, () => this.#restart(index));
    });
  }
}
