import { cpus } from 'node:os';
import { runSeeds, seedsFrom } from '@truc/sync/simulation';
import { rounded, type Report } from './report.ts';

const seeds = 10_000;

/** Whole worlds a second: five tablets, 200 operations each, through troubles to rest, with every invariant checked. */
export async function measureSim(): Promise<Omit<Report, 'name'>> {
  const threads = Math.min(2, cpus().length);
  const run = await runSeeds({ seeds: seedsFrom(1, seeds), threads });
  for (const { seed, violations } of run.failures)
    console.log(
      `seed ${seed}: ${violations[0]?.id} ${violations[0]?.detail} (npm run sim -- --seed ${seed})`,
    );
  const operations = Math.round(run.operations / run.seeds);
  return {
    figures: {
      seeds_per_s: rounded(run.seeds / run.seconds),
      seeds: run.seeds,
      violations: run.failures.length,
    },
    rows: [
      [
        'a seed',
        `${operations} operations saved, pushed, pulled and checked (1,000 written; some meet a full storage)`,
      ],
      ['events a seed', `${Math.round(run.steps / run.seeds)}`],
      ['operations a second', `${Math.round(run.operations / run.seconds)}`],
      ['threads', `${threads}`],
      ['run again', 'one seed in 32 for its trace, one in 32 with clocks that nobody touched'],
    ],
  };
}
