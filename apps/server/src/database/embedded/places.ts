import { createHash } from 'node:crypto';
import { chmodSync, chownSync, lstatSync, mkdirSync, realpathSync, statSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { failure, ok, type Failure, type Result } from '@truc/base';
import type { Runner } from './runner.ts';

/** `base`: the folder of both. `data`: the cluster. `socket`: the folder of its unix socket, closed (0700) to everybody but its owner and root. */
export type Places = {
  readonly base: string;
  readonly data: string;
  readonly socket: string;
  readonly moved: boolean;
};

/** `sun_path` holds 108 octets with its closing zero, and PostgreSQL appends `/.s.PGSQL.5432`. */
const socketFolderLimit = 108 - 1 - '/.s.PGSQL.65535'.length;

/**
 * Where the cluster lives: `<wanted>/data` and `<wanted>/socket`. When the runner is another user who cannot reach that folder
 * (root's home is 0700), it is kept in `<fallback>/<hash of wanted>` instead, and a note in `wanted` says where.
 */
export function preparePlaces(
  wanted: string,
  fallback: string,
  runner: Runner,
): Result<Places, Failure<'disk_full' | 'data_folder'>> {
  try {
    mkdirSync(wanted, { recursive: true, mode: 0o755 });
    const real = realpathSync(wanted);
    const moved = !isReachable(real, runner);
    const base = moved ? join(fallback, shortHash(real)) : real;
    if (moved) prepareElsewhere(base, real);
    const places = { base, data: join(base, 'data'), socket: socketFolder(base), moved };
    for (const folder of [places.data, places.socket]) own(folder, runner);
    return ok(places);
  } catch (error) {
    return folderFailure(wanted, error);
  }
}

/** Translates what the file system says into one line for a person. */
export function folderFailure(
  folder: string,
  error: unknown,
): { readonly ok: false; readonly error: Failure<'disk_full' | 'data_folder'> } {
  const code = error instanceof Error && 'code' in error ? error.code : undefined;
  if (code === 'ENOSPC' || code === 'EDQUOT') return failure('disk_full', `no space left for ${folder}`);
  return failure('data_folder', `${folder}: ${error instanceof Error ? error.message : String(error)}`);
}

/** Every folder above must let strangers pass. Same user as ours: nothing to ask. */
function isReachable(folder: string, runner: Runner): boolean {
  if (runner.ids.uid === undefined) return true;
  for (let at = folder; ; at = dirname(at)) {
    if ((statSync(at).mode & 0o001) === 0) return false;
    if (dirname(at) === at) return true;
  }
}

function prepareElsewhere(base: string, wanted: string): void {
  mkdirSync(base, { recursive: true, mode: 0o711 });
  writeFileSync(
    join(wanted, 'MOVED.txt'),
    `PostgreSQL runs as nobody, who cannot pass into this folder. The database is in ${base}\n`,
  );
}

function socketFolder(base: string): string {
  const beside = join(base, 'socket');
  return Buffer.byteLength(beside) <= socketFolderLimit ? beside : join('/tmp', `truc-pg-${shortHash(base)}`);
}

function own(folder: string, runner: Runner): void {
  mkdirSync(folder, { recursive: true, mode: 0o700 });
  const found = lstatSync(folder);
  const owner = runner.ids.uid ?? process.getuid?.() ?? found.uid;
  // Under /tmp a stranger could have put his own folder or a link there first.
  if (!found.isDirectory() || (found.uid !== owner && found.uid !== process.getuid?.()))
    throw new Error('it belongs to somebody else');
  if (found.uid !== owner) chownSync(folder, owner, runner.ids.gid ?? found.gid);
  chmodSync(folder, 0o700);
}

function shortHash(text: string): string {
  return createHash('sha256').update(text).digest('hex').slice(0, 16);
}
