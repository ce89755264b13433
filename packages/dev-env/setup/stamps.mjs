import { createHash } from 'node:crypto';
import { mkdirSync, readFileSync, renameSync, writeFileSync } from 'node:fs';
import { join, relative } from 'node:path';
import { root, stampFolder } from './paths.mjs';

/**
 * @param {string[]} files
 * @param {string[]} [facts] further things that the result depends on, such as a version
 * @returns {string} changes with any file's name or content, with any fact, and with a file's absence
 */
export function fingerprint(files, facts = []) {
  const hash = createHash('sha256');
  for (const fact of facts) hash.update(`fact ${fact.length} ${fact}\n`);
  for (const file of [...files].sort()) {
    const content = readIfThere(file);
    // Relative, so that two checkouts of the same state agree.
    const name = relative(root, file);
    hash.update(content === undefined ? `absent ${name}\n` : `file ${name} ${content.length}\n`);
    if (content !== undefined) hash.update(content);
  }
  return hash.digest('hex');
}

/**
 * @param {string} name
 * @param {string} value
 * @param {string} [folder]
 * @returns {boolean}
 */
export function isStampCurrent(name, value, folder = stampFolder) {
  return readIfThere(join(folder, name))?.toString() === value;
}

/**
 * @param {string} name
 * @param {string} value
 * @param {string} [folder]
 */
export function writeStamp(name, value, folder = stampFolder) {
  mkdirSync(folder, { recursive: true });
  const file = join(folder, name);
  // Renamed into place: a half-written stamp must not be taken for a finished step.
  writeFileSync(`${file}.new`, value);
  renameSync(`${file}.new`, file);
}

/** @param {string} file */
function readIfThere(file) {
  try {
    return readFileSync(file);
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'ENOENT') return undefined;
    throw error;
  }
}
