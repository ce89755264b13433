import type { Octets } from './aes.ts';
import type { PinParameters } from './keys-db.ts';
import type { HashPin } from './pin-hash.ts';

export type PinHasher = {
  readonly hash: HashPin;
  /** Starts the worker for the PIN that is about to be typed. */
  readonly warm: () => void;
  /**
   * Begins with what may be a whole PIN, while its person still reaches for the button; nothing is tried with it. Null: it is not
   * what was meant, and what was begun is let go.
   */
  readonly begin: (typed: { readonly pin: string; readonly parameters: PinParameters } | null) => void;
};

type Stretching = {
  readonly pin: string;
  readonly parameters: PinParameters;
  readonly stretched: Promise<Octets>;
  readonly end: () => void;
};

/** One worker for one PIN: its memory, with all that was in it, goes when it is done. */
export function createPinHasher(startWorker: () => Worker = startPinWorker): PinHasher {
  let waiting: Worker | null = null;
  let begun: Stretching | null = null;

  function warm(): void {
    if (waiting !== null) return;
    const worker = startWorker();
    waiting = worker;
    // It did not come up: the next one says so to whoever asks it.
    worker.addEventListener('error', () => {
      if (waiting === worker) waiting = null;
    });
  }

  function stretch(pin: string, parameters: PinParameters): Stretching {
    const worker = waiting ?? startWorker();
    waiting = null;
    const stretched = new Promise<Octets>((resolve, reject) => {
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
    return { pin, parameters, stretched, end: () => worker.terminate() };
  }

  return {
    warm,
    begin(typed) {
      begun?.end();
      begun = typed && stretch(typed.pin, typed.parameters);
      // Whoever submits it hears of a failure; nobody else asked.
      begun?.stretched.catch(() => undefined);
    },
    hash(pin, parameters) {
      const ahead = begun;
      begun = null;
      if (ahead?.pin === pin && isSame(ahead.parameters, parameters)) return ahead.stretched;
      ahead?.end();
      return stretch(pin, parameters).stretched;
    },
  };
}

function isSame(a: PinParameters, b: PinParameters): boolean {
  return (
    a.m === b.m &&
    a.t === b.t &&
    a.p === b.p &&
    a.salt.length === b.salt.length &&
    a.salt.every((octet, at) => octet === b.salt[at])
  );
}

function startPinWorker(): Worker {
  return new Worker(new URL('./pin-worker.ts', import.meta.url), { type: 'module' });
}
