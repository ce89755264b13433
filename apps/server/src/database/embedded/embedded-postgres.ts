import { spawn, spawnSync, type ChildProcess } from 'node:child_process';
import { existsSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import { err, failure, ok, type Failure, type Result } from '@truc/base';
import { findBinaries, type PostgresBinaries } from './binaries.ts';
import { holdCluster } from './holder.ts';
import { folderFailure, preparePlaces, type Places } from './places.ts';
import { chooseRunner, type Runner } from './runner.ts';
import { stopStalePostmaster } from './stale.ts';

export const ownerRole = 'truc';
/** The role of the running server: no owner, so that even its own mistakes cannot rewrite the log. */
export const appRole = 'truc_app';

export type EmbeddedOptions = {
  /** Where the cluster should live. */
  readonly folder: string;
  /** Where it lives when the database's user cannot reach `folder`. */
  readonly fallbackFolder: string;
  /** World-readable folders that may hold a copy of the programs. */
  readonly caches: readonly string[];
  readonly settings?: Readonly<Record<string, string>>;
  /** Told when the process ends without having been asked to, before it is started again. */
  readonly onExit?: (detail: string) => void;
};

export type EmbeddedPostgres = {
  readonly socket: string;
  readonly data: string;
  readonly moved: boolean;
  /** Fast shutdown; resolves when the process is gone. May be called twice. */
  stop(): Promise<void>;
};

export type EmbeddedFailure = Failure<
  'postgres_missing' | 'disk_full' | 'data_folder' | 'data_in_use' | 'postgres_failed'
>;

/** PostgreSQL 18 as a child on a unix socket, without TCP. Made once; started in well under a second after that. */
export async function startEmbeddedPostgres(
  options: EmbeddedOptions,
): Promise<Result<EmbeddedPostgres, EmbeddedFailure>> {
  const runner = chooseRunner();
  const binaries = findBinaries(runner, options.caches);
  if (!binaries.ok) return binaries;
  const places = preparePlaces(options.folder, options.fallbackFolder, runner);
  if (!places.ok) return places;
  const { heldBy, release } = holdCluster(places.value.base);
  if (heldBy !== undefined)
    return failure(
      'data_in_use',
      `TRUC_DATA: the server with process id ${heldBy} uses the database in ${places.value.base}`,
    );
  const made = makeCluster(binaries.value, places.value, runner);
  const launched = made.ok
    ? await launch({ options, runner, binaries: binaries.value, places: places.value, release })
    : made;
  if (!launched.ok) release();
  return launched;
}

function makeCluster(
  binaries: PostgresBinaries,
  places: Places,
  runner: Runner,
): Result<undefined, EmbeddedFailure> {
  try {
    if (!existsSync(join(places.data, 'PG_VERSION'))) {
      const options = ['-U', ownerRole, '-A', 'trust', '-E', 'UTF8', '--no-locale', '-D', places.data];
      const made = spawnSync(binaries.initdb, options, { ...runner.ids, cwd: '/', encoding: 'utf8' });
      if (made.status !== 0) return err(explain(`${made.stderr}\n${made.error?.message ?? ''}`, places.data));
    }
    writeAccessRules(places.data, runner);
    return ok(undefined);
  } catch (error) {
    return folderFailure(places.data, error);
  }
}

/** The socket's folder is closed; beyond that the kernel vouches (peer) that it is this very user who connects. */
function writeAccessRules(data: string, runner: Runner): void {
  const user = runner.serverUser;
  const method = user === undefined ? 'trust' : 'peer map=truc';
  writeFileSync(join(data, 'pg_hba.conf'), `local all all ${method}\n`);
  const names = [ownerRole, appRole].map((role) => `truc "${user ?? ''}" ${role}\n`);
  writeFileSync(join(data, 'pg_ident.conf'), user === undefined ? '' : names.join(''));
}

type Launch = {
  readonly options: EmbeddedOptions;
  readonly runner: Runner;
  readonly binaries: PostgresBinaries;
  readonly places: Places;
  /** Lets another server have the cluster. */
  readonly release: () => void;
};

const startAttempts = 40;
const restartDelayMs = 500;

async function launch(parts: Launch): Promise<Result<EmbeddedPostgres, EmbeddedFailure>> {
  const first = await launchPatiently(parts);
  return first.ok ? ok(supervise(first.value, parts)) : first;
}

type Child = {
  readonly process: ChildProcess;
  /** Resolves when the process is gone, with the line that says why. */
  readonly exited: Promise<string>;
};

/** Starts it again when it ends without having been asked to: a database that the kernel killed must not take the night with it. */
function supervise(first: Child, parts: Launch): EmbeddedPostgres {
  let child = first;
  let isStopping = false;

  const watching = (async () => {
    while (!isStopping) {
      const detail = await child.exited;
      if (isStopping) return;
      parts.options.onExit?.(detail);
      const again = await launchPatiently(parts);
      if (again.ok) child = again.value;
      else await wait(restartDelayMs);
    }
  })();

  return {
    socket: parts.places.socket,
    data: parts.places.data,
    moved: parts.places.moved,
    async stop() {
      isStopping = true;
      await endChild(child);
      await watching;
      await endChild(child);
      parts.release();
    },
  };
}

async function endChild({ process: child, exited }: Child): Promise<void> {
  if (child.exitCode === null && child.signalCode === null) child.kill('SIGINT');
  await exited;
}

/** Tries again while a killed predecessor's lock file or shared memory is still there. */
async function launchPatiently(parts: Launch): Promise<Result<Child, EmbeddedFailure>> {
  for (let attempt = 1; ; attempt += 1) {
    const gone = await stopStalePostmaster(parts.places.data);
    if (!gone) return failure('postgres_failed', `an old postgres on ${parts.places.data} would not stop`);
    const started = await launchOnce(parts);
    if (started.ok) return started;
    const stale = /postmaster\.pid|pre-existing shared memory|lock file/.test(started.error.detail ?? '');
    if (!stale || attempt === startAttempts) return started;
    await wait(250);
  }
}

async function launchOnce({
  places,
  options,
  runner,
  binaries,
}: Launch): Promise<Result<Child, EmbeddedFailure>> {
  const child = spawn(binaries.postgres, postgresArguments(places, options.settings ?? {}), {
    ...runner.ids,
    cwd: '/',
    // In a group of its own, so that Ctrl-C reaches the server first and the database last.
    detached: true,
    stdio: ['ignore', 'ignore', 'pipe'],
  });
  let said = '';
  const reason = () => explain(said, places.data);
  const exited = new Promise<string>((resolve) => {
    child.once('exit', () => resolve(reason().detail ?? ''));
    child.once('error', (error) => {
      said += error.message;
      resolve(error.message);
    });
  });
  const ready = new Promise<true>((resolve) => {
    child.stderr.setEncoding('utf8');
    child.stderr.on('data', (text: string) => {
      said = (said + text).slice(-8_000);
      if (said.includes('ready to accept connections')) resolve(true);
    });
  });
  if ((await Promise.race([ready, exited])) !== true) return err(reason());
  // What comes from here on explains its end, not its start.
  said = '';
  return ok({ process: child, exited });
}

function postgresArguments(places: Places, extra: Readonly<Record<string, string>>): string[] {
  const settings = {
    listen_addresses: '',
    unix_socket_directories: places.socket,
    unix_socket_permissions: '0700',
    shared_buffers: '128MB',
    max_connections: '60',
    fsync: 'on',
    synchronous_commit: 'on',
    full_page_writes: 'on',
    // A storm writes a gigabyte in a minute. Checkpoints far apart write each page to the log in full less often; none of
    // this changes what a commit waits for.
    wal_buffers: '16MB',
    max_wal_size: '2GB',
    min_wal_size: '128MB',
    checkpoint_timeout: '15min',
    checkpoint_completion_target: '0.9',
    log_checkpoints: 'off',
    log_min_messages: 'warning',
    timezone: 'UTC',
    ...extra,
  };
  return [
    '-D',
    places.data,
    '-p',
    '5432',
    ...Object.entries(settings).flatMap(([name, value]) => ['-c', `${name}=${value}`]),
  ];
}

/** The one line that a person needs out of what PostgreSQL wrote. */
function explain(said: string, data: string): EmbeddedFailure {
  if (/No space left on device|Disk quota exceeded/.test(said))
    return { code: 'disk_full', detail: `no space left for ${data}` };
  const lines = said.split('\n').filter((line) => line.trim() !== '');
  const line =
    lines.find((text) => /FATAL|PANIC|error:/.test(text)) ?? lines.at(-1) ?? 'it ended without a word';
  return { code: 'postgres_failed', detail: line.trim() };
}
