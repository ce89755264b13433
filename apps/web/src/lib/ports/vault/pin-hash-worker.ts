import type { Octets } from './aes.ts';
import type { HashPin } from './pin-hash.ts';

/** One worker for one PIN: its memory, with all that was in it, goes when it is done. */
export const hashPinInWorker: HashPin = (pin, parameters) =>
  new Promise<Octets>((resolve, reject) => {
    const worker = new Worker(new URL('./pin-worker.ts', import.meta.url), { type: 'module' });
    worker.addEventListener('message', ({ data }: MessageEvent<Octets>) => {
      worker.terminate();
      resolve(data);
    });
    worker.addEventListener('error', (event) => {
      worker.terminate();
      reject(new Error(`the worker for the PIN failed: ${event.message}`));
    });
    worker.postMessage({ pin, parameters });
  });
