/** Plants each bug by itself and lets the simulation look for it: a bug that is missed means that the simulation is too weak. */
import { runSeeds, seedsFrom } from '../run-seeds.ts';
import type { Exhibit } from './exhibit.ts';
import { exhibits } from './exhibits.ts';
import { makePlan } from '../plan/make-plan.ts';

export type Caught = {
  readonly exhibit: Exhibit;
  readonly seconds: number;
  /** Null when no seed showed it. */
  readonly by: { readonly seed: number; readonly invariant: string; readonly detail: string } | null;
};

export type MuseumOptions = {
  readonly threads: number;
  readonly seedsEach?: number;
  readonly ids?: readonly string[];
  readonly handleCaught?: (caught: Caught) => void;
};

export type MuseumRun = {
  readonly all: readonly Caught[];
  readonly missed: number;
  readonly seconds: number;
};

const usualSeedsEach = 320;
const portion = 4;
/** Four healthy seeds take a quarter of a second, on a crowded machine a few; what takes this long goes in circles. */
const patienceMs = 20_000;

export async function runMuseum(options: MuseumOptions): Promise<MuseumRun> {
  const startedAt = performance.now();
  const waiting = exhibits.filter(({ id }) => options.ids?.includes(id) ?? true);
  const all: Caught[] = [];
  const guard = async () => {
    for (let exhibit = waiting.shift(); exhibit !== undefined; exhibit = waiting.shift()) {
      const caught = await look(exhibit, options.seedsEach ?? usualSeedsEach);
      all.push(caught);
      options.handleCaught?.(caught);
    }
  };
  await Promise.all(Array.from({ length: options.threads }, guard));
  return {
    all,
    missed: all.filter(({ by }) => by === null).length,
    seconds: (performance.now() - startedAt) / 1_000,
  };
}

async function look(exhibit: Exhibit, count: number): Promise<Caught> {
  const { patch } = exhibit;
  const seeds = seedsFor(exhibit, count);
  const run = await runSeeds({ seeds, threads: 1, failuresWanted: 1, portion, patch, patienceMs });
  const [failure] = run.failures;
  const violation = failure?.violations[0];
  if (failure === undefined || violation === undefined) return { exhibit, seconds: run.seconds, by: null };
  const by = { seed: failure.seed, invariant: violation.id, detail: violation.detail };
  return { exhibit, seconds: run.seconds, by };
}

/** The first seeds; or of ten times as many those that have what provokes it. */
function seedsFor({ provokedBy }: Exhibit, count: number): readonly number[] {
  if (provokedBy === undefined) return seedsFrom(1, count);
  return seedsFrom(1, 10 * count)
    .filter((seed) => provokedBy(makePlan(seed)))
    .slice(0, count);
}
