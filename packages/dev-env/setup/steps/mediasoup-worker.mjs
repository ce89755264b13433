import { spawnSync } from 'node:child_process';
import {
  existsSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  readdirSync,
  renameSync,
  rmSync,
  statSync,
} from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { secondsSince, step } from '../console.mjs';
import { Fail } from '../fail.mjs';
import { withLock } from '../lock.mjs';
import { cacheFolder, root, runtimeNode, setupFolder } from '../paths.mjs';
import { mustRun, onStop } from '../processes.mjs';
import { isPidInUse } from '../process-tree.mjs';
import { fingerprint } from '../stamps.mjs';
import { buildWorker, dtlsCorrection, recipeFolder } from './worker-build.mjs';
import { fetchPrebuilt } from './worker-prebuilt.mjs';

const sfuManifest = join(root, 'sfu', 'package.json');
/** The worker answers this where it runs but nobody told it the version that it should serve. */
const runsButWantsVersion = 41;

/** @returns {Promise<string>} the path of a mediasoup worker that runs here */
export async function ensureMediasoupWorker() {
  const line = step('media worker');
  const mediasoup = mediasoupFolder();
  const { version } = JSON.parse(readFileSync(join(mediasoup, 'package.json'), 'utf8'));
  const given = process.env.MEDIASOUP_WORKER_BIN;
  if (given) {
    if (!runsHere(given))
      throw new Fail(`MEDIASOUP_WORKER_BIN=${given} does not run here: correct it, or unset it`);
    line.done(`${version}, given by MEDIASOUP_WORKER_BIN`);
    return given;
  }
  const shelf = join(cacheFolder, 'mediasoup-worker');
  const target = join(shelf, cacheKey(version), 'mediasoup-worker');
  if (runsHere(target)) {
    line.done(`${version}, from the cache`);
    return target;
  }
  mkdirSync(shelf, { recursive: true });
  await withLock(
    `${dirname(target)}.lock`,
    { waiting: (pid) => line.progress(`process ${pid} is making it`) },
    async () => {
      if (runsHere(target)) return line.done(`${version}, made by another set-up`);
      const sinceMs = Date.now();
      const how = await make({ mediasoup, shelf, target, line });
      line.done(`${version}, ${how} in ${secondsSince(sinceMs)}`);
    },
  );
  return target;
}

/**
 * @param {{ mediasoup: string, shelf: string, target: string, line: import('../console.mjs').StepLine }} options
 * @returns {Promise<string>} how it came
 */
async function make({ mediasoup, shelf, target, line }) {
  // On the cache's own file system, so that the finished file can be renamed into place.
  const workshop = openWorkshop(shelf);
  const forget = onStop(() => rmSync(workshop, { recursive: true, force: true }));
  try {
    line.begin("looking for upstream's prebuilt");
    const prebuilt = await fetchPrebuilt({ mediasoup, into: workshop });
    const made = prebuilt ?? (await buildWorker({ mediasoup, into: workshop, line }));
    await tryWorker(made);
    mkdirSync(dirname(target), { recursive: true });
    renameSync(made, target);
    return prebuilt ? 'downloaded' : 'built';
  } finally {
    rmSync(workshop, { recursive: true, force: true });
    forget();
  }
}

/**
 * A binary linked against one Debian release runs on that release whatever the libraries' security fixes; so the key
 * holds the release, the recipe and the version, and every start asks the binary itself whether it still runs.
 * @param {string} version
 */
export function cacheKey(version) {
  const recipe = readdirSync(recipeFolder, { recursive: true, encoding: 'utf8' })
    .map((name) => join(recipeFolder, name))
    .filter((path) => statSync(path).isFile());
  const hash = fingerprint(recipe, [systemRelease(), JSON.stringify(dtlsCorrection)]);
  return `${version}-${process.platform}-${process.arch}-${hash.slice(0, 12)}`;
}

function systemRelease() {
  if (!existsSync('/etc/os-release')) return process.platform;
  const lines = readFileSync('/etc/os-release', 'utf8').split('\n');
  return lines
    .filter((line) => /^(ID|VERSION_ID|VERSION_CODENAME)=/.test(line))
    .sort()
    .join();
}

function mediasoupFolder() {
  try {
    const entry = createRequire(sfuManifest).resolve('mediasoup');
    return join(entry, '..', '..', '..');
  } catch {
    throw new Fail(
      'mediasoup is not in sfu/node_modules: delete node_modules and .tools, then run this again',
    );
  }
}

/** @param {string} binary */
function runsHere(binary) {
  return (
    existsSync(binary) && spawnSync(binary, [], { env: {}, stdio: 'ignore' }).status === runsButWantsVersion
  );
}

/** @param {string} binary */
async function tryWorker(binary) {
  const script = join(setupFolder, 'steps', 'try-worker.mjs');
  await mustRun(runtimeNode(), [script, sfuManifest, binary], {
    doing: 'trying the mediasoup worker',
    logName: 'worker-trial',
  });
}

/** @param {string} shelf */
function openWorkshop(shelf) {
  for (const name of readdirSync(shelf)) {
    const owner = /^workshop-(\d+)-/.exec(name)?.[1];
    // What a killed set-up left behind; a number that another program has by now only delays the sweeping.
    if (owner && !isPidInUse(Number(owner))) rmSync(join(shelf, name), { recursive: true, force: true });
  }
  return mkdtempSync(join(shelf, `workshop-${process.pid}-`));
}
