import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { step } from './console.mjs';
import { refuseFullDisk } from './disk.mjs';
import { withLock } from './lock.mjs';
import { childEnvironment, toolsFolder } from './paths.mjs';
import { buildWeb } from './steps/build.mjs';
import { ensureCameraLoops } from './steps/camera-loops.mjs';
import { ensureDependencies, isFirstInstall } from './steps/dependencies.mjs';
import { ensureMediasoupWorker } from './steps/mediasoup-worker.mjs';
import { checkRuntimeNode, refuseUnusableNode } from './steps/node.mjs';
import { ensurePnpm } from './steps/pnpm.mjs';
import { ensureSystemPackages } from './steps/system-packages.mjs';

/**
 * What a command needs beyond the tools and the dependencies.
 * @typedef {object} Needs
 * @property {import('./steps/packages.mjs').SystemPackage[]} [packages]
 * @property {string} [purpose] ends the sentence "system packages are missing …"
 * @property {boolean} [worker]
 * @property {boolean} [cameraLoops]
 * @property {boolean} [web]
 */

/**
 * Brings the machine and the checkout to where the command can run; every step is quick when it has nothing to do.
 * @param {Needs} needs
 * @returns {Promise<NodeJS.ProcessEnv>} the environment to run the command's own programs in
 */
export async function prepare(needs) {
  refuseUnusableNode();
  refuseFullDisk(isFirstInstall());
  mkdirSync(toolsFolder, { recursive: true });
  const line = step('set-up');
  // Two commands at once in one checkout would build into the same folders.
  const waiting = (/** @type {number} */ pid) =>
    line.progress(`waiting for the one that process ${pid} runs here`);
  return withLock(join(toolsFolder, 'set-up.lock'), { waiting }, () => prepareAlone(needs));
}

/** @param {Needs} needs */
async function prepareAlone(needs) {
  await ensurePnpm();
  await ensureDependencies();
  checkRuntimeNode();
  if (needs.packages?.length)
    await ensureSystemPackages(needs.packages, needs.purpose ?? 'to run this command');
  const worker = needs.worker ? { MEDIASOUP_WORKER_BIN: await ensureMediasoupWorker() } : {};
  if (needs.cameraLoops) await ensureCameraLoops();
  if (needs.web) await buildWeb();
  return childEnvironment(worker);
}
