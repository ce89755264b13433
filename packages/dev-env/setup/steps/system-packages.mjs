import { spawnSync } from 'node:child_process';
import { existsSync, mkdirSync, writeFileSync } from 'node:fs';
import { dirname } from 'node:path';
import { secondsSince, step } from '../console.mjs';
import { Fail } from '../fail.mjs';
import { childEnvironment } from '../paths.mjs';
import { mustRun, runLogged } from '../processes.mjs';

const clusterSettings = '/etc/postgresql-common/createcluster.conf';

/**
 * @param {import('./packages.mjs').SystemPackage[]} wanted
 * @param {string} purpose such as 'to build the mediasoup worker'
 */
export async function ensureSystemPackages(wanted, purpose) {
  const line = step('system');
  const missing = missingPackages(wanted);
  if (missing.length === 0)
    return line.done(`${wanted.length === 1 ? wanted[0]?.name : `${wanted.length} packages`} there`);
  if (!existsSync('/usr/bin/apt-get')) throw new Fail(missingWithoutAptMessage(missing, purpose));
  if (process.getuid?.() !== 0) throw new Fail(missingWithoutRootMessage(missing, purpose));
  const sinceMs = Date.now();
  await install(missing, line);
  const stillMissing = missingPackages(wanted);
  if (stillMissing.length > 0)
    throw new Fail(`apt-get installed without error, but these are missing: ${stillMissing.join(' ')}`);
  line.done(`installed ${missing.join(' ')} in ${secondsSince(sinceMs)}`);
}

/**
 * @param {string[]} missing
 * @param {string} purpose
 */
export function missingWithoutRootMessage(missing, purpose) {
  return `system packages are missing ${purpose}; run: sudo apt-get install -y --no-install-recommends ${missing.join(' ')}`;
}

/**
 * @param {string[]} missing
 * @param {string} purpose
 */
export function missingWithoutAptMessage(missing, purpose) {
  return `missing ${purpose}: ${missing.join(', ')} (Debian's names; install your system's equivalents, then run this again)`;
}

/**
 * @param {import('./packages.mjs').SystemPackage[]} wanted
 * @returns {string[]} names
 */
export function missingPackages(wanted) {
  const installed = installedDebianPackages(wanted.map(({ name }) => name));
  return wanted
    .filter(({ name, probe }) => !installed.has(name) && !(probe && succeeds(probe)))
    .map(({ name }) => name);
}

/** @param {string[]} names */
function installedDebianPackages(names) {
  // Exit 1 only says that one of them is unknown; without dpkg there is no output, and the probes decide.
  const query = spawnSync('dpkg-query', ['-W', '-f', '${Package} ${db:Status-Status}\\n', ...names], {
    encoding: 'utf8',
  });
  const rows = (query.stdout ?? '').split('\n').map((row) => row.split(' '));
  return new Set(rows.filter(([, status]) => status === 'installed').map(([name]) => name ?? ''));
}

/** @param {string[]} probe */
function succeeds([command = '', ...args]) {
  return spawnSync(command, args, { stdio: 'ignore' }).status === 0;
}

/**
 * @param {string[]} missing
 * @param {import('../console.mjs').StepLine} line
 */
async function install(missing, line) {
  if (missing.some((name) => name.startsWith('postgresql'))) preventSystemCluster();
  const env = childEnvironment({ DEBIAN_FRONTEND: 'noninteractive' });
  const waitForLock = ['-o', 'DPkg::Lock::Timeout=300'];
  line.begin('reading the package lists');
  // One broken third-party source fails this; the install below says whether what we need can be had.
  await runLogged('apt-get', ['update', ...waitForLock], { logName: 'apt-update', env });
  line.begin(`installing ${missing.join(' ')}`);
  await mustRun('apt-get', ['install', '-y', '--no-install-recommends', ...waitForLock, ...missing], {
    doing: 'apt-get install',
    logName: 'apt-install',
    env,
    onLine: (text) => line.progress(text),
  });
}

/** We want PostgreSQL's programs, not a server that starts with the machine: Debian's package would make one. */
function preventSystemCluster() {
  if (existsSync(clusterSettings)) return;
  mkdirSync(dirname(clusterSettings), { recursive: true });
  const why =
    '# Written by the set-up of Trực, which runs PostgreSQL clusters of its own and wants none of the system.';
  writeFileSync(clusterSettings, `${why}\ncreate_main_cluster = false\n`);
}
