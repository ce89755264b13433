import { readFileSync, rmSync, writeFileSync } from 'node:fs';
import { isAlive, thisProcess } from './process-tree.mjs';
import { onStop } from './processes.mjs';

const lookAgainMs = 500;

/**
 * One at a time on this machine. A lock whose owner is gone is taken over; two that take it over in the same instant
 * would both work, so the work must end in an atomic rename (it costs time then, never a broken file).
 * @template T
 * @param {string} file
 * @param {{ waiting: (pid: number) => void }} reports
 * @param {() => Promise<T>} work
 * @returns {Promise<T>}
 */
export async function withLock(file, reports, work) {
  while (!take(file)) {
    const owner = readOwner(file);
    if (owner && isAlive(owner)) {
      reports.waiting(owner.pid);
      await new Promise((go) => setTimeout(go, lookAgainMs));
    } else {
      rmSync(file, { force: true });
    }
  }
  const release = () => rmSync(file, { force: true });
  const forget = onStop(release);
  try {
    return await work();
  } finally {
    release();
    forget();
  }
}

/** @param {string} file */
function take(file) {
  try {
    writeFileSync(file, JSON.stringify(thisProcess()), { flag: 'wx' });
    return true;
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'EEXIST') return false;
    throw error;
  }
}

/**
 * @param {string} file
 * @returns {import('./process-tree.mjs').Process | undefined}
 */
function readOwner(file) {
  try {
    const { pid, startTime } = JSON.parse(readFileSync(file, 'utf8'));
    return { pid: Number(pid), startTime: String(startTime) };
  } catch {
    return undefined; // Released meanwhile, or cut short by a crash: nobody holds it.
  }
}
