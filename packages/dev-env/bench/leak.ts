import { randomInt } from 'node:crypto';
import { rmSync } from 'node:fs';
import { completeConfig, createServer, parseEnvironment } from '@truc/server';
import { drillLeaks } from '@truc/server/testing/leak';
import { makeThrowAwayFolder } from '../src/world/throw-away-folder.ts';
import { rounded, type Report } from './report.ts';

const pulls = 1_000_000;
/** A machine that is slow or busy ends here, with what it has done. */
const limitMs = Number(process.env.TRUC_BENCH_MINUTES ?? 15) * 60 * 1_000;

/** Random pulls with changing grants against the SQL oracle, on an embedded PostgreSQL, behind the HTTP door. */
export async function measureLeak(): Promise<Omit<Report, 'name'>> {
  const folder = makeThrowAwayFolder('truc-bench-');
  const seed = Number(process.env.TRUC_SEED ?? randomInt(2 ** 31));
  try {
    const env = parseEnvironment({ ...process.env, TRUC_DATA: folder, TRUC_LOG_LEVEL: 'error' });
    if (!env.ok) throw new Error(env.error.detail);
    const server = await createServer({ ...completeConfig(env.value), port: 0, sfuPort: 0 });
    if (!server.ok) throw new Error(server.error.detail ?? server.error.code);
    const since = performance.now();
    const isOver = () => performance.now() - since > limitMs;
    const figures = await drillLeaks({ server: server.value, pulls, seed, isOver }).finally(() =>
      server.value.close(),
    );
    const seconds = (performance.now() - since) / 1_000;
    return {
      figures: { pulls: figures.pulls, leaked: figures.leaked },
      rows: [
        ['pulls', `${figures.pulls} in ${rounded(seconds)} s, by 16 people, 8 side by side`],
        ['changes of grants', `${figures.changes}, each asked of the oracle anew`],
        ['leaves given', String(figures.leaves)],
        ['withheld though granted', String(figures.withheld)],
        ['denied and not told to the audit', String(figures.unwritten)],
        ['seed', `${seed} (TRUC_SEED repeats it)`],
      ],
    };
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}
