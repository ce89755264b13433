import type { Octets } from './aes.ts';
import type { HashPin } from './pin-hash.ts';

export type PinHasher = {
  readonly hash: HashPin;
  /** Starts the worker for the PIN that is about to be typed. */
  readonly warm: () => void;
};

/** One worker for one PIN: its memory, with all that was in it, goes when it is done. */
export function createPinHasher(startWorker: () => Worker = startPinWorker): PinHasher {
  let waiting: Worker | null = null;

  function warm(): void {
    if (waiting !== null) return;
    const worker = startWorker();
    waiting = worker;
    // It did not come up: the next one says so to whoever asks it.
    worker.addEventListener('error', () => {
      if (waiting === worker) waiting = null;
    });
  }

  return {
    warm,
    hash: (pin, parameters) =>
      new Promise<Octets>((resolve, reject) => {
        const worker = waiting ?? startWorker();
        waiting = null;
        worker.addEventListener('message', ({ data }: MessageEvent<Octets>) => {
          worker.terminate();
          resolve(data);
        });
        worker.addEventListener('error', (event) => {
          worker.terminate();
          reject(new Error(`the worker for the PIN failed: ${event.message}`));
        });
        worker.postMessage({ pin, parameters });
      }),
  };
}

function startPinWorker(): Worker {
  return new Worker(new URL('./pin-worker.ts', import.meta.url), { type: 'module' });
}
