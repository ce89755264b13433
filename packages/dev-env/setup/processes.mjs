import { spawn } from 'node:child_process';
import { createWriteStream, mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { say } from './console.mjs';
import { toolFailure } from './fail.mjs';
import { childEnvironment, logFolder, root } from './paths.mjs';
import { endProcesses, isAlive, processesUnder } from './process-tree.mjs';

/**
 * @typedef {object} RunOptions
 * @property {string} [cwd]
 * @property {NodeJS.ProcessEnv} [env] whole environment; default: childEnvironment()
 * @property {boolean} [stopsItsOwnChildren] forward a stop to the process alone, not to its group
 * @property {boolean} [readsInput] our own input is its input
 * @property {boolean} [ipc] give it a channel whose closing tells it that we are gone
 * @property {number} [timeLimitMs] stop it after this long
 */

const stopPatienceMs = 10_000;
/** npm passes a terminal's Ctrl-C on although the terminal already gave it to us: that echo is no second wish. */
const echoWindowMs = 1_000;
const parentLookMs = 500;
const tailLength = 8_000;

/** @type {Map<import('node:child_process').ChildProcess, RunOptions>} */
const running = new Map();
/** @type {(() => void | Promise<void>)[]} */
const cleanUps = [];
let isStopping = false;

/**
 * Runs a tool with its output on our own terminal.
 * @param {string} command
 * @param {string[]} args
 * @param {RunOptions} [options]
 * @returns {Promise<number>} exit code; 1 where a signal ended it or it could not start
 */
export async function runShown(command, args, options = {}) {
  const input = options.readsInput ? 'inherit' : 'ignore';
  const child = start(command, args, { ...options, stdio: [input, 'inherit', 'inherit'] });
  const { code, error } = await ended(child);
  if (error) say(`✗ ${command} does not start: ${error.message}`);
  // One that crashed could not stop what it had started.
  if (child.pid && options.stopsItsOwnChildren) await endProcesses(processesUnder(child.pid), 2_000);
  return code ?? 1;
}

/**
 * Runs a tool with its output in a log file, and each line handed to the caller.
 * @param {string} command
 * @param {string[]} args
 * @param {RunOptions & { logName: string, onLine?: (line: string) => void }} options
 * @returns {Promise<{ code: number | null, tail: string, log: string }>}
 */
export async function runLogged(command, args, options) {
  mkdirSync(logFolder, { recursive: true });
  const log = join(logFolder, `${options.logName}.log`);
  const file = createWriteStream(log);
  // A full disk shows in the tool's own output; the log itself is only a convenience.
  file.on('error', () => file.destroy());
  const child = start(command, args, { ...options, stdio: ['ignore', 'pipe', 'pipe'] });
  let tail = '';
  for (const stream of [child.stdout, child.stderr])
    stream?.setEncoding('utf8').on('data', (/** @type {string} */ text) => {
      tail = (tail + text).slice(-tailLength);
      if (!file.destroyed) file.write(text);
      for (const line of text.split('\n')) if (line.trim()) options.onLine?.(line);
    });
  const { code, error } = await ended(child);
  file.end();
  return { code: error ? 127 : code, tail: error ? `${tail}\n${error.message}` : tail, log };
}

/**
 * As runLogged, where only success will do.
 * @param {string} command
 * @param {string[]} args
 * @param {RunOptions & { doing: string, logName: string, onLine?: (line: string) => void }} options `doing` begins
 *   the error: 'building the mediasoup worker'
 */
export async function mustRun(command, args, options) {
  const outcome = await runLogged(command, args, options);
  if (outcome.code !== 0) throw toolFailure(options.doing, outcome);
  return outcome;
}

/**
 * @param {string} command
 * @param {string[]} args
 * @param {RunOptions & { stdio: ('ignore' | 'inherit' | 'pipe')[], uid?: number, gid?: number }} options
 */
export function start(command, args, options) {
  const { cwd = root, env = childEnvironment(), stdio, uid, gid } = options;
  const identity = { ...(uid === undefined ? {} : { uid }), ...(gid === undefined ? {} : { gid }) };
  /** @type {import('node:child_process').StdioOptions} */
  const channels = options.ipc ? [...stdio, 'ipc'] : stdio;
  // A group of its own: a terminal's Ctrl-C must reach us alone, so that things stop once and in order.
  const child = spawn(command, args, { cwd, env, stdio: channels, detached: true, ...identity });
  running.set(child, options);
  const timer = options.timeLimitMs && setTimeout(() => void stopChild(child), options.timeLimitMs);
  child.once('close', () => {
    running.delete(child);
    if (timer) clearTimeout(timer);
  });
  child.once('error', () => running.delete(child));
  return child;
}

/**
 * Never settles once a signal stops us: what waits for the child must not go on to its next step.
 * @param {import('node:child_process').ChildProcess} child
 * @returns {Promise<{ code: number | null, error?: Error }>}
 */
export function ended(child) {
  return new Promise((resolve) => {
    child.once('error', (error) => isStopping || resolve({ code: null, error }));
    child.once('close', (code) => isStopping || resolve({ code }));
  });
}

/** @param {() => void | Promise<void>} cleanUp runs when a signal stops us; what ends normally cleans up by itself */
export function onStop(cleanUp) {
  cleanUps.push(cleanUp);
  return () => void cleanUps.splice(cleanUps.indexOf(cleanUp), 1);
}

/**
 * Stops what we started, and nothing else, when we are told to stop.
 * @param {() => number} exitCode asked when everything has stopped
 */
export function stopOnSignals(exitCode) {
  let firstAtMs = 0;
  /** @param {NodeJS.Signals} signal */
  const handle = (signal) => {
    if (firstAtMs === 0) {
      firstAtMs = Date.now();
      void stopEverything(signal).then(() => process.exit(exitCode()));
    } else if (Date.now() - firstAtMs > echoWindowMs) {
      void killEverything().then(() => process.exit(1));
    }
  };
  for (const signal of /** @type {const} */ (['SIGINT', 'SIGTERM', 'SIGHUP'])) process.on(signal, handle);
  if (process.env.npm_lifecycle_event) whenParentIsGone(() => handle('SIGTERM'));
}

/**
 * A signal to npm reaches the shell between npm and us, which dies of it without a word.
 * @param {() => void} stop
 */
function whenParentIsGone(stop) {
  const parent = process.ppid;
  const timer = setInterval(() => {
    if (process.ppid === parent) return;
    clearInterval(timer);
    stop();
  }, parentLookMs);
  timer.unref();
}

/** @param {NodeJS.Signals} signal */
async function stopEverything(signal) {
  isStopping = true;
  await Promise.all([...running.keys()].map((child) => stopChild(child, signal)));
  for (const cleanUp of cleanUps) await cleanUp();
}

async function killEverything() {
  const tree = [...running.keys()].flatMap((child) => (child.pid ? processesUnder(child.pid) : []));
  await endProcesses(tree, 0);
}

/**
 * Asks once, waits, then ends by process id whatever of the child's tree is left.
 * @param {import('node:child_process').ChildProcess} child
 * @param {NodeJS.Signals} [signal]
 */
export async function stopChild(child, signal = 'SIGTERM') {
  const { pid } = child;
  if (pid === undefined || child.exitCode !== null || child.signalCode !== null) return;
  const tree = processesUnder(pid);
  const gone = new Promise((resolve) => child.once('exit', resolve));
  const target = running.get(child)?.stopsItsOwnChildren ? pid : -pid;
  try {
    process.kill(target, signal === 'SIGHUP' ? 'SIGTERM' : signal);
  } catch {
    return; // It ended between the look and the call.
  }
  /** @type {NodeJS.Timeout | undefined} */
  let timer;
  const late = new Promise((resolve) => (timer = setTimeout(resolve, stopPatienceMs)));
  await Promise.race([gone, late]);
  clearTimeout(timer);
  await endProcesses([...tree, ...processesUnder(pid)].filter(isAlive), 2_000);
}
