import { existsSync, statfsSync, statSync } from 'node:fs';
import { dirname } from 'node:path';
import { Fail } from './fail.mjs';
import { cacheFolder, dataFolder, root } from './paths.mjs';

const gigabyte = 1e9;

/**
 * @param {boolean} isFirstTime a first set-up downloads and builds; later ones only need room for data
 */
export function refuseFullDisk(isFirstTime) {
  const neededBytes = (isFirstTime ? 3 : 0.5) * gigabyte;
  /** @type {Set<number>} */
  const seen = new Set();
  for (const [what, folder] of [
    ['checkout', root],
    ['cache', cacheFolder],
    ['data', dataFolder],
  ]) {
    const existing = nearestExisting(/** @type {string} */ (folder));
    const device = statSync(existing).dev;
    if (seen.has(device)) continue;
    seen.add(device);
    const { bavail, bsize } = statfsSync(existing);
    const problem = diskMessage({ what: `${what}, ${folder}`, freeBytes: bavail * bsize, neededBytes });
    if (problem) throw new Fail(problem);
  }
}

/**
 * @param {{ what: string, freeBytes: number, neededBytes: number }} facts
 * @returns {string | undefined}
 */
export function diskMessage({ what, freeBytes, neededBytes }) {
  if (freeBytes >= neededBytes) return undefined;
  const inGigabytes = (/** @type {number} */ bytes) => `${(bytes / gigabyte).toFixed(1)} GB`;
  return `only ${inGigabytes(freeBytes)} free on the disk of the ${what}: free at least ${inGigabytes(neededBytes)}, then run this again`;
}

/** @param {string} folder */
function nearestExisting(folder) {
  let each = folder;
  while (!existsSync(each)) each = dirname(each);
  return each;
}
