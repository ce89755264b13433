import { execFile } from 'node:child_process';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { describe, expect, it } from 'vitest';
import { runSeeds, seedsFrom } from './run-seeds.ts';

const cli = join(import.meta.dirname, 'simulate-cli.ts');
/** Of every make: plain, with incidents, with orders to empty a tablet, with a restore, with text on the wire. */
const from = 4;
const count = 12;

describe('a seed', () => {
  it('[WS13] leaves the same trace in every thread and process, whatever ran there before', async () => {
    const [alone, together] = [await tracesOf(1, count), await tracesOf(2, 1)];
    expect(together).toEqual(alone);
    for (const seed of [from + 5, from + 8]) {
      const { stdout } = await promisify(execFile)(process.execPath, [cli, '--seed', String(seed)]);
      expect(stdout).toContain(`seed ${seed}, trace ${alone.get(seed)?.toString(16)}: all holds`);
    }
  }, 120_000);
});

async function tracesOf(threads: number, portion: number): Promise<ReadonlyMap<number, number>> {
  const traces = new Map<number, number>();
  await runSeeds({
    seeds: seedsFrom(from, count),
    threads,
    portion,
    handleAnswers: (answers) => {
      for (const { seed, trace } of answers) traces.set(seed, trace);
    },
  });
  return new Map([...traces].sort(([a], [b]) => a - b));
}
