/** Runs seeds on several threads, in portions, and sums up. */
import { Worker } from 'node:worker_threads';
import type { SourcePatch } from './core/engine-hooks.ts';
import { prepareNurseries } from './core/nursery.ts';
import type { SeedAnswer, SimulatorData } from './simulator-worker.ts';

export type SeedsOptions = {
  /** In the order in which they are run. */
  readonly seeds: readonly number[];
  readonly threads: number;
  /** Ends the run after so many failing seeds. */
  readonly failuresWanted?: number;
  /** A thread that does not answer within this is taken for one that runs for ever; ms. */
  readonly patienceMs?: number;
  /** No portion begins after so many seconds. */
  readonly secondsAtMost?: number;
  readonly portion?: number;
  readonly patch?: SourcePatch;
  readonly handleAnswers?: (answers: readonly SeedAnswer[]) => void;
};

export type SeedsRun = {
  readonly seeds: number;
  readonly operations: number;
  readonly steps: number;
  readonly seconds: number;
  readonly failures: readonly SeedAnswer[];
};

/** `count` seeds from `from` on. */
export function seedsFrom(from: number, count: number): readonly number[] {
  return Array.from({ length: count }, (_, at) => from + at);
}

/** Seeds that a thread runs before it answers. */
const usualPortion = 20;
const workerFile = new URL('simulator-worker.ts', import.meta.url);

export async function runSeeds(options: SeedsOptions): Promise<SeedsRun> {
  const startedAt = performance.now();
  const sum = { seeds: 0, operations: 0, steps: 0 };
  const failures: SeedAnswer[] = [];
  const portion = options.portion ?? usualPortion;
  let next = 0;
  const take = () => {
    if (failures.length >= (options.failuresWanted ?? Infinity)) return null;
    if (performance.now() - startedAt > (options.secondsAtMost ?? Infinity) * 1_000) return null;
    const seeds = options.seeds.slice(next, next + portion);
    next += seeds.length;
    return seeds.length > 0 ? seeds : null;
  };
  const handle = (answers: readonly SeedAnswer[]) => {
    for (const answer of answers) {
      sum.seeds += 1;
      sum.operations += answer.operations;
      sum.steps += answer.steps;
      if (answer.violations.length > 0) failures.push(answer);
    }
    options.handleAnswers?.(answers);
  };
  await Promise.all(Array.from({ length: options.threads }, () => runThread(options, { take, handle })));
  return { ...sum, failures, seconds: (performance.now() - startedAt) / 1_000 };
}

type Portions = {
  readonly take: () => readonly number[] | null;
  readonly handle: (answers: readonly SeedAnswer[]) => void;
};

function runThread({ patch, patienceMs }: SeedsOptions, { take, handle }: Portions): Promise<void> {
  const workerData: SimulatorData = { patch: patch ?? null };
  const worker = new Worker(workerFile, { workerData, resourceLimits: prepareNurseries() });
  return new Promise((resolve, reject) => {
    let alarm: NodeJS.Timeout | undefined;
    const stop = (end: () => void) => {
      clearTimeout(alarm);
      void worker.terminate().then(end, reject);
    };
    const send = () => {
      const seeds = take();
      if (seeds === null) return stop(resolve);
      clearTimeout(alarm);
      if (patienceMs !== undefined)
        alarm = setTimeout(() => {
          handle([endless(seeds[0] ?? 0)]);
          stop(resolve);
        }, patienceMs);
      worker.postMessage(seeds);
    };
    worker.on('message', (answers: readonly SeedAnswer[]) => {
      handle(answers);
      send();
    });
    worker.on('error', (cause) => {
      clearTimeout(alarm);
      reject(cause instanceof Error ? cause : new Error(String(cause)));
    });
    send();
  });
}

function endless(seed: number): SeedAnswer {
  const detail = 'a thread gave no answer: something in it never waits';
  return {
    seed,
    violations: [{ id: 'WS13', at: 0, detail }],
    operations: 0,
    steps: 0,
    drainedMs: -1,
    trace: 0,
  };
}
