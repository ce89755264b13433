import { spawnSync } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { chmodSync, chownSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Fail } from './fail.mjs';
import { ended, onStop, start, stopChild } from './processes.mjs';

const binaries = '/usr/lib/postgresql/15/bin';
const role = 'truc';
/** PostgreSQL refuses to run as root. */
const nobody = 65_534;
const identity = process.getuid?.() === 0 ? { uid: nobody, gid: nobody } : {};

/**
 * A throw-away cluster of Debian's PostgreSQL 15 on loopback, for as long as the work takes.
 * @template T
 * @param {(url: string) => Promise<T>} work
 * @returns {Promise<T>}
 */
export async function withPostgres15(work) {
  const folder = mkdtempSync(join(tmpdir(), 'truc-pg15-'));
  const remove = () => rmSync(folder, { recursive: true, force: true });
  const forget = onStop(remove);
  /** @type {import('node:child_process').ChildProcess | undefined} */
  let postgres;
  try {
    const password = randomBytes(18).toString('base64url');
    initialise(folder, password);
    const port = await freePort();
    postgres = await startPostgres(folder, port);
    return await work(`postgres://${role}:${password}@127.0.0.1:${port}/postgres`);
  } finally {
    // SIGINT asks for a fast shutdown; SIGTERM would wait for every client to leave.
    if (postgres) await stopChild(postgres, 'SIGINT');
    remove();
    forget();
  }
}

/**
 * @param {string} folder
 * @param {string} password
 */
function initialise(folder, password) {
  chmodSync(folder, 0o700);
  const passwordFile = join(folder, 'password');
  writeFileSync(passwordFile, password, { mode: 0o600 });
  mkdirSync(join(folder, 'data'), { mode: 0o700 });
  if ('uid' in identity)
    for (const each of [folder, passwordFile, join(folder, 'data')]) chownSync(each, nobody, nobody);
  const args = [
    '-U',
    role,
    '-A',
    'scram-sha-256',
    '--pwfile',
    passwordFile,
    '-E',
    'UTF8',
    '--no-locale',
    '--no-sync',
  ];
  const initdb = spawnSync(join(binaries, 'initdb'), [...args, '-D', join(folder, 'data')], {
    ...identity,
    cwd: '/',
    encoding: 'utf8',
  });
  if (initdb.status !== 0)
    throw new Fail(
      `Debian's PostgreSQL 15 cannot make a cluster: ${(initdb.stderr || String(initdb.error)).trim().split('\n').pop()}`,
    );
}

/**
 * @param {string} folder
 * @param {number} port
 * @returns {Promise<import('node:child_process').ChildProcess>}
 */
async function startPostgres(folder, port) {
  const args = [
    '-D',
    join(folder, 'data'),
    '-k',
    folder,
    '-h',
    '127.0.0.1',
    '-p',
    String(port),
    '-c',
    'shared_buffers=64MB',
  ];
  const child = start(join(binaries, 'postgres'), args, {
    stdio: ['ignore', 'ignore', 'pipe'],
    ...identity,
    cwd: '/',
    stopsItsOwnChildren: true,
  });
  let log = '';
  const ready = new Promise((resolve) => {
    child.stderr?.setEncoding('utf8').on('data', (/** @type {string} */ text) => {
      log = (log + text).slice(-4_000);
      if (log.includes('ready to accept connections')) resolve('ready');
    });
  });
  if ((await Promise.race([ready, ended(child)])) === 'ready') return child;
  throw new Fail(`Debian's PostgreSQL 15 does not start: ${log.trim().split('\n').pop()}`);
}

/** @returns {Promise<number>} */
function freePort() {
  return new Promise((resolve, reject) => {
    const server = createServer().once('error', reject);
    server.listen(0, '127.0.0.1', () => {
      const address = server.address();
      server.close(() => resolve(address && typeof address === 'object' ? address.port : 0));
    });
  });
}
