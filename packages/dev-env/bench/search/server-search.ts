import { rmSync } from 'node:fs';
import { completeConfig, createServer, parseEnvironment, type RunningServer } from '@truc/server';
import type { ScopeId } from '@truc/sync/protocol';
import { makeThrowAwayFolder } from '../../src/world/throw-away-folder.ts';
import { bookPrefix, fillBooks } from './fill-books.ts';

const books = 50;
const rows = Number(process.env.TRUC_BENCH_ROWS ?? 500_000);
const rounds = 10;

/** Common and rare words, a name in every eighth entry, a number that stands in one, and what nobody wrote. */
const questions = [
  'ro mah',
  'Trần Thị Đào',
  'camera mất tín hiệu',
  'da quan sat vong',
  'thang may ket',
  'ca so 250001',
  'phong 77',
  'xe cuu thuong',
  'khong ai viet tu nay',
  'd',
  'rcom blung phong 12',
  'nguoi',
];

export type ServerSearch = {
  readonly rows: number;
  readonly taken: readonly number[];
  readonly slowest: string;
  readonly indexedIn: number;
};

/** Questions to the search of a server with half a million entries in 50 books, over all of them and in one. In ms each. */
export async function searchServer(): Promise<ServerSearch> {
  const folder = makeThrowAwayFolder('truc-bench-');
  try {
    const env = parseEnvironment({ ...process.env, TRUC_DATA: folder, TRUC_LOG_LEVEL: 'fatal' });
    if (!env.ok) throw new Error(env.error.detail);
    const server = await createServer({ ...completeConfig(env.value), port: 0, sfuPort: 0 });
    if (!server.ok) throw new Error(server.error.detail ?? server.error.code);
    return await fillAndAsk(server.value).finally(() => server.value.close());
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

async function fillAndAsk({ context }: RunningServer): Promise<ServerSearch> {
  const client = await context.database.pool.connect();
  try {
    await fillBooks(client, { books, rows });
  } finally {
    client.release();
  }
  const since = performance.now();
  await context.bookText.catchUp();
  const indexedIn = (performance.now() - since) / 1_000;
  const all = Array.from({ length: books }, (_, at) => `${bookPrefix}${at + 1}` as ScopeId);
  const taken: { ms: number; what: string }[] = [];
  for (let round = 0; round <= rounds; round += 1)
    for (const text of questions)
      for (const scopes of [all, all.slice(round, round + 1)]) {
        const askedAt = performance.now();
        await context.bookSearch.search({ text, scopes, before: null });
        // The first round reads the disk.
        if (round > 0) taken.push({ ms: performance.now() - askedAt, what: `${text} in ${scopes.length}` });
      }
  const slowest = taken.reduce((a, b) => (b.ms > a.ms ? b : a));
  return {
    rows,
    taken: taken.map(({ ms }) => ms),
    slowest: `${slowest.what}: ${Math.round(slowest.ms)} ms`,
    indexedIn,
  };
}
