import { readFileSync, readdirSync } from 'node:fs';

const killLimitMs = 1_000;
const lookAgainMs = 50;

/**
 * A process that cannot be mistaken for a later one with the same number.
 * @typedef {{ pid: number, startTime: string }} Process
 */

/**
 * The process, its descendants, and whatever of its session outlived its parent.
 * @param {number} pid of a process that leads its own session
 * @returns {Process[]}
 */
export function processesUnder(pid) {
  const all = readProcesses();
  if (all.length === 0) return [{ pid, startTime: '' }];
  const found = new Set(all.filter((each) => each.pid === pid || each.session === pid));
  for (let size = 0; size !== found.size;) {
    size = found.size;
    const parents = new Set([...found].map((each) => each.pid));
    for (const each of all) if (parents.has(each.parent)) found.add(each);
  }
  return [...found].map(({ pid, startTime }) => ({ pid, startTime }));
}

/**
 * @param {Process} process_
 * @returns {boolean}
 */
export function isAlive({ pid, startTime }) {
  const now = readProcess(pid);
  if (now) return now.startTime === startTime && now.state !== 'Z';
  return startTime === '' && isPidInUse(pid);
}

/**
 * @param {Process[]} processes
 * @param {number} patienceMs between the request and the end without asking; 0 = no request
 */
export async function endProcesses(processes, patienceMs) {
  if (patienceMs > 0) {
    for (const each of processes) signalIfAlive(each, 'SIGTERM');
    await waitUntilGone(processes, patienceMs);
  }
  for (const each of processes) signalIfAlive(each, 'SIGKILL');
  await waitUntilGone(processes, killLimitMs);
}

/**
 * @param {Process[]} processes
 * @param {number} limitMs
 */
async function waitUntilGone(processes, limitMs) {
  const deadline = Date.now() + limitMs;
  while (processes.some(isAlive) && Date.now() < deadline)
    await new Promise((go) => setTimeout(go, lookAgainMs));
}

/** @returns {Process} */
export function thisProcess() {
  return { pid: process.pid, startTime: readProcess(process.pid)?.startTime ?? '' };
}

/**
 * @param {Process} process_
 * @param {NodeJS.Signals} signal
 */
function signalIfAlive(process_, signal) {
  if (!isAlive(process_)) return;
  try {
    process.kill(process_.pid, signal);
  } catch {
    // It ended between the look and the call, which is what was wanted.
  }
}

/** @param {number} pid */
export function isPidInUse(pid) {
  try {
    return process.kill(pid, 0);
  } catch (error) {
    return error instanceof Error && 'code' in error && error.code === 'EPERM';
  }
}

function readProcesses() {
  try {
    return readdirSync('/proc')
      .filter((name) => /^\d+$/.test(name))
      .flatMap((name) => readProcess(Number(name)) ?? []);
  } catch {
    return []; // No /proc on this system.
  }
}

/** @param {number} pid */
function readProcess(pid) {
  try {
    const stat = readFileSync(`/proc/${pid}/stat`, 'utf8');
    // The name stands in brackets and may itself hold spaces and brackets: the fields begin after the last one.
    const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
    const [state = '', parent, , session] = fields;
    return { pid, state, parent: Number(parent), session: Number(session), startTime: fields[19] ?? '' };
  } catch {
    return undefined; // It ended meanwhile.
  }
}
