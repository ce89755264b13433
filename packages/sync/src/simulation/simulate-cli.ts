/**
 * Entry point of `npm run sim`: runs seeds and says which failed, with the command that runs each again.
 *
 *     npm run sim -- --seeds 10000 [--from 1] [--threads 2]     many; with --seconds, as many as that time holds
 *     npm run sim -- --seed 77 [--keep 3,9,12]                   one, made small when it fails; or only some of its events
 */
import { createHash } from 'node:crypto';
import { cpus } from 'node:os';
import { parseArgs } from 'node:util';
import { installEngineHooks } from './core/engine-hooks.ts';
import type { SeedAnswer } from './simulator-worker.ts';

const { values } = parseArgs({
  options: {
    seeds: { type: 'string', default: '10000' },
    from: { type: 'string', default: '1' },
    threads: { type: 'string', default: String(Math.min(2, cpus().length)) },
    seed: { type: 'string' },
    keep: { type: 'string' },
    seconds: { type: 'string' },
  },
});
process.exitCode = values.seed === undefined ? await many() : await one(Number(values.seed));

async function many(): Promise<number> {
  const { runSeeds, seedsFrom } = await import('./run-seeds.ts');
  const seedsAsked = seedsFrom(Number(values.from), Number(values.seeds));
  const options = { seeds: seedsAsked, threads: Number(values.threads) };
  const limit = values.seconds === undefined ? {} : { secondsAtMost: Number(values.seconds) };
  const { seeds, operations, seconds, failures } = await runSeeds({
    ...options,
    ...limit,
    failuresWanted: 20,
  });
  for (const failure of failures) say(failure);
  const pace = `${(seeds / seconds).toFixed(0)} seeds/s, ${(operations / seconds).toFixed(0)} operations/s`;
  console.log(
    `${seeds} seeds, ${operations} operations in ${seconds.toFixed(1)} s (${pace}): ${failures.length} violated`,
  );
  return failures.length === 0 ? 0 : 1;
}

async function one(seed: number): Promise<number> {
  installEngineHooks();
  const { fromMacrotask } = await import('./core/drain.ts');
  const { makePlan } = await import('./plan/make-plan.ts');
  const { runWhole } = await import('./run-seed.ts');
  const { keepEvents, keptEvents, shrinkPlan } = await import('./shrink.ts');
  const sha256 = (octets: Uint8Array) => new Uint8Array(createHash('sha256').update(octets).digest());
  const whole = makePlan(seed);
  const plan = values.keep === undefined ? whole : keepEvents(whole, values.keep.split(',').map(Number));
  const run = await fromMacrotask(() => runWhole(plan, sha256));
  say(run);
  const [violation] = run.violations;
  if (violation === undefined || values.keep !== undefined) return run.violations.length;
  const { plan: small } = await fromMacrotask(() => shrinkPlan(plan, violation.id, sha256));
  for (const event of small.events) console.log(JSON.stringify(event));
  console.log(`npm run sim -- --seed ${seed} --keep ${keptEvents(whole, small).join()}`);
  return 1;
}

function say({ seed, trace, violations }: Pick<SeedAnswer, 'seed' | 'trace' | 'violations'>): void {
  console.log(
    `seed ${seed}, trace ${trace.toString(16)}: ${violations.length === 0 ? 'all holds' : 'VIOLATED'}`,
  );
  for (const { id, at, detail } of violations.slice(0, 5)) console.log(`  ${id} at ${at} ms: ${detail}`);
  if (violations.length > 0) console.log(`  again: npm run sim -- --seed ${seed}`);
}
