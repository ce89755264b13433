import { cpus } from 'node:os';
import { runMuseum } from '@truc/sync/simulation';
import { rounded, type Report } from './report.ts';

/** Planted bugs, each from a complaint of somebody else's users, and how many of them the simulation catches. */
export async function measureMuseum(): Promise<Omit<Report, 'name'>> {
  const { all, missed, seconds } = await runMuseum({ threads: Math.min(2, cpus().length) });
  return {
    figures: { bugs: all.length, missed, seconds: rounded(seconds) },
    rows: all.map(({ exhibit, by, seconds: took }) => [
      exhibit.id,
      `${by === null ? 'MISSED' : `${by.invariant}, seed ${by.seed}`} after ${rounded(took)} s: ${exhibit.harm}`,
    ]),
  };
}
