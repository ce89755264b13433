/** A thread that runs seeds. Its hooks stand before the engine is imported; a museum's thread has one bug planted. */
import { createHash, hash } from 'node:crypto';
import { parentPort, workerData } from 'node:worker_threads';
import { installEngineHooks, type SourcePatch } from './core/engine-hooks.ts';

export type SimulatorData = { readonly patch: SourcePatch | null };
export type SeedAnswer = {
  readonly seed: number;
  readonly violations: readonly { readonly id: string; readonly at: number; readonly detail: string }[];
  readonly operations: number;
  readonly steps: number;
  readonly drainedMs: number;
  readonly trace: number;
};

const { patch } = workerData as SimulatorData;
installEngineHooks(patch === null ? [] : [patch]);
const { runSeed } = await import('./run-seed.ts');
const { fromMacrotask } = await import('./core/drain.ts');
const { emptyNursery } = await import('./core/nursery.ts');

// Thousands of resets and deadlines a second are thrown; the command for one seed shows where.
Error.stackTraceLimit = 0;

/** Rejections that nobody heard in the run under way. */
let unheard: unknown[] = [];
process.on('unhandledRejection', (cause) => unheard.push(cause));

const sha256 = Object.assign(
  (octets: Uint8Array) => new Uint8Array(createHash('sha256').update(octets).digest()),
  {
    hex: (input: Uint8Array | string) => hash('sha256', input, 'hex'),
  },
);

parentPort?.on('message', (seeds: readonly number[]) => {
  void runAll(seeds);
});

async function runAll(seeds: readonly number[]): Promise<void> {
  const answers: SeedAnswer[] = [];
  for (const seed of seeds) answers.push(await runOne(seed));
  parentPort?.postMessage(answers);
}

async function runOne(seed: number): Promise<SeedAnswer> {
  unheard = [];
  const { violations, operations, steps, drainedMs, trace } = await fromMacrotask(() =>
    runSeed(seed, sha256, emptyNursery),
  );
  await new Promise((resolve) => setImmediate(resolve));
  emptyNursery();
  const silent = unheard.map((cause) => ({
    id: 'WS13',
    at: 0,
    detail: `unheard rejection: ${String(cause)}`,
  }));
  return { seed, violations: [...violations, ...silent], operations, steps, drainedMs, trace };
}
