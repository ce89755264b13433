import { existsSync } from 'node:fs';
import { homedir } from 'node:os';
import { delimiter, dirname, join, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';

export const setupFolder = dirname(fileURLToPath(import.meta.url));
export const root = resolve(setupFolder, '../../..');
export const toolsFolder = join(root, '.tools');
export const logFolder = join(toolsFolder, 'logs');
export const stampFolder = join(toolsFolder, 'stamps');

/** Kept across checkouts: the mediasoup worker and the encoded camera loops. */
export const cacheFolder = resolve(
  process.env.TRUC_CACHE || join(process.env.XDG_CACHE_HOME || join(homedir(), '.cache'), 'truc'),
);
export const dataFolder = resolve(process.env.TRUC_DATA || join(root, '.data'));

/** The Node that the lockfile pins, on the machines it is published for; elsewhere the one that runs this. */
export function runtimeNode() {
  const pinned = join(root, 'node_modules', `node-linux-${process.arch}`, 'bin', 'node');
  return process.platform === 'linux' && existsSync(pinned) ? pinned : process.execPath;
}

/**
 * The environment of everything that the set-up starts: our own tools first on PATH, and nothing of the `npm run`
 * around us, which would make a nested npm or pnpm believe that it works on another package.
 * @param {Record<string, string>} [extra]
 * @returns {NodeJS.ProcessEnv}
 */
export function childEnvironment(extra = {}) {
  /** @type {NodeJS.ProcessEnv} */
  const env = {};
  for (const [name, value] of Object.entries(process.env)) if (!isFromNpmRun(name)) env[name] = value;
  const bins = [join(toolsFolder, 'node_modules', '.bin'), join(root, 'node_modules', '.bin')];
  env.PATH = [...bins, process.env.PATH ?? ''].join(delimiter);
  return {
    ...env,
    TRUC_CACHE: cacheFolder,
    TRUC_DATA: dataFolder,
    TURBO_TELEMETRY_DISABLED: '1',
    NO_UPDATE_NOTIFIER: '1',
    ...extra,
  };
}

/** @param {string} name */
function isFromNpmRun(name) {
  return (
    /^npm_(lifecycle|package)_|^npm_(command|execpath|node_execpath)$|^INIT_CWD$/.test(name) ||
    /^npm_config_(local_prefix|global_prefix|prefix|user_agent|node_gyp|noproxy|init_module)$/.test(name)
  );
}
