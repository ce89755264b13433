import { cpSync, readFileSync, writeFileSync } from 'node:fs';
import { availableParallelism, freemem } from 'node:os';
import { join } from 'node:path';
import { Fail } from '../fail.mjs';
import { setupFolder } from '../paths.mjs';
import { mustRun } from '../processes.mjs';
import { replaceOnce } from '../replace-once.mjs';
import { forBuildingTheWorker } from './packages.mjs';
import { ensureSystemPackages } from './system-packages.mjs';

export const recipeFolder = join(setupFolder, 'mediasoup-worker');
const bytesPerCompiler = 900e6;

/**
 * OpenSSL reports a finished operation by setting the bit BIO_CB_RETURN beside the operation; mediasoup compares the
 * whole value, so that every finished BIO_ctrl seems to have answered 1. An OpenSSL with kernel TLS (Debian's; upstream's
 * own static one has none) then believes that the kernel encrypts, allocates no write buffer, and the worker dies with
 * SIGSEGV at the first DTLS handshake.
 */
export const dtlsCorrection = {
  file: join('src', 'RTC', 'DtlsTransport.cpp'),
  from: '(operationType == BIO_CB_RETURN)',
  to: '((operationType & BIO_CB_RETURN) != 0)',
};

/**
 * Builds the worker from the source in mediasoup's own package against the system's libraries.
 * @param {{ mediasoup: string, into: string, line: import('../console.mjs').StepLine }} options
 * @returns {Promise<string>} path of the binary
 */
export async function buildWorker({ mediasoup, into, line }) {
  await ensureSystemPackages(forBuildingTheWorker, 'to build the mediasoup worker');
  const source = join(into, 'source');
  const build = join(into, 'build');
  for (const part of ['src', 'include', 'fbs'])
    cpSync(join(mediasoup, 'worker', part), join(source, part), { recursive: true });
  correctSource(source);
  line.begin('preparing the build');
  const configure = [
    '-G',
    'Ninja',
    '-S',
    recipeFolder,
    '-B',
    build,
    `-DWORKER_SOURCE=${source}`,
    '-DCMAKE_BUILD_TYPE=Release',
  ];
  await mustRun('cmake', configure, { doing: 'preparing the mediasoup worker', logName: 'worker-configure' });
  await compile(build, line);
  return join(build, 'mediasoup-worker');
}

/** @param {string} source */
function correctSource(source) {
  const file = join(source, dtlsCorrection.file);
  const corrected = replaceOnce(readFileSync(file, 'utf8'), dtlsCorrection);
  if (corrected === undefined)
    throw new Fail(
      `this mediasoup's ${dtlsCorrection.file} is not the one that the build corrects: pin the version in pnpm-workspace.yaml that the lockfile names, or review the correction in ${join(setupFolder, 'steps', 'worker-build.mjs')}`,
    );
  writeFileSync(file, corrected);
}

/**
 * @param {string} build
 * @param {import('../console.mjs').StepLine} line
 */
async function compile(build, line) {
  const jobs = Math.max(1, Math.min(availableParallelism(), Math.floor(freemem() / bytesPerCompiler)));
  const sinceMs = Date.now();
  await mustRun('ninja', ['-C', build, '-j', String(jobs)], {
    doing: 'building the mediasoup worker',
    logName: 'worker-build',
    onLine: (text) => {
      const [, done, total] = /^\[(\d+)\/(\d+)\]/.exec(text) ?? [];
      if (done && total) line.progress(buildProgress(Number(done), Number(total), Date.now() - sinceMs));
    },
  });
}

/**
 * @param {number} done
 * @param {number} total
 * @param {number} elapsedMs
 */
export function buildProgress(done, total, elapsedMs) {
  const leftSeconds = ((elapsedMs / Math.max(1, done)) * (total - done)) / 1000;
  const left = leftSeconds < 60 ? 'less than a minute' : `about ${Math.round(leftSeconds / 60)} min`;
  return `building: ${done} of ${total} files, ${left} left`;
}
