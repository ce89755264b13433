import { existsSync, readFileSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { secondsSince, step } from '../console.mjs';
import { root, toolsFolder } from '../paths.mjs';
import { mustRun } from '../processes.mjs';
import { fingerprint, isStampCurrent, writeStamp } from '../stamps.mjs';
import { pnpmVersion } from './pnpm.mjs';

const stampName = 'dependencies';

/** @returns {boolean} */
export function isFirstInstall() {
  return !existsSync(join(root, 'node_modules', '.modules.yaml'));
}

export async function ensureDependencies() {
  const line = step('dependencies');
  const packages = workspaceFolders();
  const stamp = dependencyStamp(packages);
  if (isStampCurrent(stampName, stamp) && packages.every(isInstalled)) return line.done('up to date');
  const sinceMs = Date.now();
  line.begin('installing');
  const pnpm = join(toolsFolder, 'node_modules', '.bin', 'pnpm');
  // Without a terminal pnpm would stop to ask before it replaces a stale node_modules.
  await mustRun(pnpm, ['install', '--frozen-lockfile', '--config.confirmModulesPurge=false'], {
    doing: 'pnpm install',
    logName: 'dependencies',
    onLine: (text) => line.progress(text.trim()),
  });
  writeStamp(stampName, stamp);
  line.done(`installed in ${secondsSince(sinceMs)}`);
}

/** @param {string[]} packages */
function dependencyStamp(packages) {
  const manifests = packages.map((folder) => join(folder, 'package.json'));
  const files = [join(root, 'pnpm-lock.yaml'), join(root, 'pnpm-workspace.yaml'), ...manifests];
  return fingerprint(files, [pnpmVersion, process.platform, process.arch]);
}

/** The folders that pnpm-workspace.yaml names: the top level of this repository is fixed. */
function workspaceFolders() {
  const nested = ['apps', 'packages'].flatMap((group) =>
    readdirSync(join(root, group), { withFileTypes: true })
      .filter((entry) => entry.isDirectory())
      .map((entry) => join(root, group, entry.name)),
  );
  return [root, ...nested, join(root, 'sfu'), join(root, 'e2e')].filter((each) =>
    existsSync(join(each, 'package.json')),
  );
}

/** @param {string} folder */
function isInstalled(folder) {
  if (folder === root) return !isFirstInstall();
  const { dependencies, devDependencies, optionalDependencies } = readManifest(folder);
  // A package without dependencies gets no node_modules at all.
  const wanted = Object.keys({ ...dependencies, ...devDependencies, ...optionalDependencies });
  return wanted.length === 0 || existsSync(join(folder, 'node_modules'));
}

/** @param {string} folder */
function readManifest(folder) {
  return JSON.parse(readFileSync(join(folder, 'package.json'), 'utf8'));
}
