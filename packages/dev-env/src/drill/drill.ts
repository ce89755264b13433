/**
 * The restore drill (docs/operating.md): a server comes back from a backup that lacks what its tablets wrote since, and nobody
 * does anything. Real PostgreSQL, real server, the tablets' engine over HTTP.
 */
import { spawnSync } from 'node:child_process';
import { rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import { completeConfig, createServer, type RunningServer } from '@truc/server';
import type { ScopeId } from '@truc/sync/protocol';
import { movedCluster } from '../world/moved-cluster.ts';
import { makeThrowAwayFolder } from '../world/throw-away-folder.ts';
import { startTablet, type DrillTablet } from './tablet.ts';

export type DrillSize = { readonly tablets: number; readonly before: number; readonly since: number };
export type DrillReport = {
  readonly written: number;
  readonly lost: number;
  readonly refilled: number;
  readonly seconds: number;
  readonly problems: readonly string[];
  /** Each tablet's cursors end where the server's logs do. */
  readonly caughtUp: boolean;
  readonly epoch: number;
  /** What `npm run verify` says of an export of all, compared with the checkpoint that a tablet saw before the disaster. */
  readonly verified: string;
};

const password = 'dien-tap-phuc-hoi-2021';
const limitMs = 300_000;

export async function runDrill(size: DrillSize): Promise<DrillReport> {
  const folder = makeThrowAwayFolder('truc-drill-');
  const running: { server: RunningServer | null } = { server: null };
  const tablets: DrillTablet[] = [];
  try {
    const server = (running.server = await start(folder, 0));
    await provision(server, size.tablets);
    tablets.push(...(await startTablets(server.url, size.tablets)));
    await writeAll(tablets, size.before, 'trước');
    await settle(tablets);
    const backup = await backUp(folder, running);
    await writeAll(tablets, size.since, 'sau');
    await settle(tablets);
    await running.server.context.evidence.record();
    for (const { client } of tablets) client.handleOnline();
    await settle(tablets);
    await waitFor('tablets saw the newest checkpoint', () =>
      tablets.every(({ witness }) => witness.state.note !== null),
    );
    writeFileSync(join(folder, 'seen'), tablets[0]?.witness.state.note ?? '');
    return await restore({ folder, backup, running, tablets, size });
  } finally {
    await Promise.all(tablets.map(({ client }) => client.stop()));
    await running.server?.close();
    rmSync(folder, { recursive: true, force: true });
    rmSync(clusterOf(folder), { recursive: true, force: true });
  }
}

type Disaster = {
  readonly folder: string;
  readonly backup: string;
  readonly running: { server: RunningServer | null };
  readonly tablets: readonly DrillTablet[];
  readonly size: DrillSize;
};

async function restore({ folder, backup, running, tablets, size }: Disaster): Promise<DrillReport> {
  const port = running.server?.port ?? 0;
  await running.server?.close();
  running.server = null;
  const cluster = clusterOf(folder);
  rmSync(join(cluster, 'data'), { recursive: true });
  copy(backup, join(cluster, 'data'));
  const server = (running.server = await start(folder, port));
  const startedAt = performance.now();
  const written = size.tablets * (size.before + size.since);
  const lost = written - (await countLeaves(server));
  // What a browser does when its socket is back. Without sockets the slow poll finds out, within forty seconds.
  for (const { client } of tablets) client.handleOnline();
  await waitFor('every operation is back', async () => (await countLeaves(server)) === written);
  const seconds = (performance.now() - startedAt) / 1_000;
  for (const { client } of tablets) client.handleOnline();
  await waitFor('every reader is at the head', async () => isCaughtUp(server, tablets));
  await server.context.evidence.record();
  for (const { client } of tablets) client.handleOnline();
  await settle(tablets);
  const epoch = await server.context.database.pool.query<{ epoch: number }>('select epoch from log_epoch');
  return {
    ...{ written, lost, seconds, refilled: (await countLeaves(server)) - (written - lost) },
    problems: tablets.flatMap(({ client }) =>
      client.status().problems.map((problem) => JSON.stringify(problem)),
    ),
    caughtUp: await isCaughtUp(server, tablets),
    epoch: epoch.rows[0]?.epoch ?? 0,
    verified: exportAndVerify(folder, server),
  };
}

async function start(folder: string, port: number): Promise<RunningServer> {
  const config = completeConfig({ TRUC_DATA: folder, TRUC_LOG_LEVEL: 'silent' });
  const started = await createServer({ ...config, port, sfuPort: 0, webFolder: join(folder, 'no-web') });
  if (!started.ok) throw new Error(`${started.error.code}: ${started.error.detail ?? ''}`);
  return started.value;
}

async function provision(server: RunningServer, tablets: number): Promise<void> {
  const numbers = Array.from({ length: tablets }, (_, at) => at + 1);
  await server.provisionPlaces({
    districts: [{ id: 'pleiku', name: 'Pleiku' }],
    facilities: [
      { id: 'dt', name: 'Cơ sở diễn tập', district: 'pleiku', authority: 'civil', state: 'operating' },
    ],
    posts: numbers.map((number) => ({
      id: `dt-${number}`,
      facility: 'dt',
      name: `Vị trí ${number}`,
      kind: 'facility',
    })),
    cameras: [],
  });
  for (const number of numbers)
    await server.provisionPerson({
      ...{ id: `truc-${number}`, username: `truc-${number}`, name: `Người Trực ${number}`, password },
      ...{ position: 'Nhân viên trực', agency: 'Cơ sở diễn tập' },
      roles: [{ role: 'facility_watch', facility: 'dt', district: null, post: null }],
    });
}

async function startTablets(url: string, count: number): Promise<readonly DrillTablet[]> {
  const tablets: DrillTablet[] = [];
  const scopes = Array.from({ length: count }, (_, at) => `post:dt-${at + 1}` as ScopeId);
  for (const [at, scope] of scopes.entries()) {
    const name = `truc-${at + 1}`;
    const follows = [scope, scopes[(at + 1) % count] ?? scope];
    tablets.push(await startTablet({ url, username: name, actor: name, password, scope, follows }));
  }
  await waitFor('every tablet is enrolled', () => tablets.every(({ client }) => client.status().enrolled));
  return tablets;
}

async function writeAll(tablets: readonly DrillTablet[], count: number, when: string): Promise<void> {
  await Promise.all(
    tablets.map(async (tablet) => {
      for (let at = 1; at <= count; at += 1) await tablet.write(`Mục ${at} ${when} khi sao lưu`);
    }),
  );
}

function settle(tablets: readonly DrillTablet[]): Promise<void> {
  return waitFor('all is sent', () =>
    tablets.every(({ client }) => client.status().unsent === 0 && client.status().round === 'idle'),
  );
}

/** A backup as an administrator makes it: the database stands still and its folder is copied. */
async function backUp(folder: string, running: { server: RunningServer | null }): Promise<string> {
  const port = running.server?.port ?? 0;
  await running.server?.context.evidence.record();
  await running.server?.close();
  const backup = join(clusterOf(folder), 'backup');
  copy(join(clusterOf(folder), 'data'), backup);
  running.server = await start(folder, port);
  return backup;
}

function clusterOf(folder: string): string {
  return movedCluster(folder) ?? join(folder, 'pg');
}

function copy(from: string, to: string): void {
  const copied = spawnSync('cp', ['-a', from, to], { encoding: 'utf8' });
  if (copied.status !== 0) throw new Error(copied.stderr);
}

async function countLeaves(server: RunningServer): Promise<number> {
  const found = await server.context.database.pool.query<{ count: number }>(
    `select count(distinct op_id) as count from leaf where scope like 'post:dt-%'`,
  );
  return found.rows[0]?.count ?? 0;
}

async function isCaughtUp(server: RunningServer, tablets: readonly DrillTablet[]): Promise<boolean> {
  const found = await server.context.database.pool.query<{ id: ScopeId; chain: Buffer }>(
    `select id, chain from scope where id like 'post:dt-%'`,
  );
  const chains = new Map(found.rows.map(({ id, chain }) => [id, chain.toString('hex')]));
  return tablets.every(
    ({ replica }) =>
      replica.cursors.size === Math.min(2, tablets.length) &&
      [...replica.cursors.values()].every(({ scope, chain }) => chain === chains.get(scope)),
  );
}

function exportAndVerify(folder: string, server: RunningServer): string {
  const file = join(folder, 'all.evidence');
  const program = (path: string) => join(import.meta.dirname, '../../../../apps/server/src/evidence', path);
  const env = { ...process.env, TRUC_DATA: folder };
  const run = (path: string, ...args: string[]) =>
    spawnSync(process.execPath, [program(path), ...args], { env, encoding: 'utf8' });
  const exported = run('export/export-cli.ts', 'all', file);
  if (exported.status !== 0) return exported.stderr;
  const key = server.context.evidence.verifierKey;
  const verified = run('verify/verify-cli.ts', file, '--key', key, '--seen', join(folder, 'seen'));
  return `${verified.stdout}${verified.stderr}`;
}

async function waitFor(what: string, isSo: () => boolean | Promise<boolean>): Promise<void> {
  const deadline = performance.now() + limitMs;
  while (!(await isSo())) {
    if (performance.now() > deadline) throw new Error(`Not within ${limitMs / 1_000} s: ${what}`);
    await wait(50);
  }
}
