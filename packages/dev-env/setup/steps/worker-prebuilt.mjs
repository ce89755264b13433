import { existsSync, mkdtempSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { childEnvironment, runtimeNode } from '../paths.mjs';
import { runLogged } from '../processes.mjs';

const probeLimitMs = 3_000;
const downloadLimitMs = 60_000;

/**
 * Upstream's prebuilt worker, fetched by mediasoup's own post-install script. A closed network is a normal place to
 * be in, so a cheap look at the download host comes first, and nothing here is an error.
 * @param {{ mediasoup: string, into: string }} options
 * @returns {Promise<string | undefined>} path of the binary
 */
export async function fetchPrebuilt({ mediasoup, into }) {
  if (process.env.MEDIASOUP_SKIP_WORKER_PREBUILT_DOWNLOAD) return undefined;
  if (!(await isReachable(downloadBase(mediasoup)))) return undefined;
  // The script works relative to its working directory, which keeps node_modules as the lockfile made it.
  const cwd = mkdtempSync(join(into, 'prebuilt-'));
  // Where it gets no binary it would go on to build with a Python tool chain from the internet; without a Python it stops.
  const env = childEnvironment({ PYTHON: 'false' });
  delete env.MEDIASOUP_WORKER_BIN;
  delete env.MEDIASOUP_LOCAL_DEV;
  const { code } = await runLogged(runtimeNode(), [join(mediasoup, 'npm-scripts.mjs'), 'postinstall'], {
    logName: 'worker-prebuilt',
    cwd,
    env,
    timeLimitMs: downloadLimitMs,
  });
  const binary = join(cwd, 'worker', 'out', 'Release', 'mediasoup-worker');
  return code === 0 && existsSync(binary) ? binary : undefined;
}

/** @param {string} mediasoup */
function downloadBase(mediasoup) {
  const { repository } = JSON.parse(readFileSync(join(mediasoup, 'package.json'), 'utf8'));
  return (
    process.env.MEDIASOUP_WORKER_PREBUILT_DOWNLOAD_BASE_URL ?? String(repository.url).replace(/^git\+/, '')
  );
}

/** @param {string} url */
async function isReachable(url) {
  try {
    await fetch(url, { method: 'HEAD', redirect: 'manual', signal: AbortSignal.timeout(probeLimitMs) });
    return true;
  } catch {
    return false; // No route, no name, no answer in time: a closed network.
  }
}
