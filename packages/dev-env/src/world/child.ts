import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { closeSync, mkdirSync, openSync } from 'node:fs';
import { dirname } from 'node:path';

export type ChildOptions = {
  readonly name: string;
  /** Arguments of Node: flags, then the entry file. */
  readonly args: readonly string[];
  readonly command?: string;
  readonly cwd: string;
  readonly env: Readonly<Record<string, string>>;
  readonly logFile: string;
};

/** One program of the province as a child of this process: its output goes to a file, and it is ended by its pid alone. */
export type Child = {
  readonly name: string;
  readonly pid: number;
  readonly logFile: string;
  /** Settles when the process has ended, however that came. */
  readonly exited: Promise<{ readonly code: number | null; readonly signal: NodeJS.Signals | null }>;
  hasExited(): boolean;
  /** Sends a request over the channel and waits for its answer, one at a time. For programs that answer. */
  ask(request: object): Promise<unknown>;
  /** Asks it to end, and after `graceMs` ends it. */
  stop(graceMs?: number): Promise<void>;
  /** As a power cut would: SIGKILL. */
  kill(): Promise<void>;
};

export function startChild(options: ChildOptions): Child {
  mkdirSync(dirname(options.logFile), { recursive: true });
  const log = openSync(options.logFile, 'a');
  const process_ = spawn(options.command ?? process.execPath, options.args, {
    cwd: options.cwd,
    env: { ...process.env, ...options.env },
    // The channel carries `ask`; its end tells the child that this process is gone.
    stdio: ['ignore', log, log, 'ipc'],
  });
  closeSync(log);
  return watch(options, process_);
}

function watch({ name, logFile }: ChildOptions, child: ChildProcess): Child {
  const { pid } = child;
  if (pid === undefined) throw new Error(`${name} did not start; its log is ${logFile}`);
  const exited = once(child, 'exit').then(() => ({ code: child.exitCode, signal: child.signalCode }));
  const hasExited = () => child.exitCode !== null || child.signalCode !== null;

  async function stop(graceMs = 10_000): Promise<void> {
    if (hasExited()) return;
    child.kill('SIGTERM');
    const overdue = setTimeout(() => child.kill('SIGKILL'), graceMs);
    await exited;
    clearTimeout(overdue);
  }

  async function kill(): Promise<void> {
    if (!hasExited()) child.kill('SIGKILL');
    await exited;
  }

  async function ask(request: object): Promise<unknown> {
    const answered = once(child, 'message');
    child.send(request);
    const [answer] = await Promise.race([answered, exited.then(() => [`${name} ended`])]);
    return answer;
  }

  return { name, pid, logFile, exited, hasExited, ask, stop, kill };
}
