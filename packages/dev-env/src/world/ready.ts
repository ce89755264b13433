import { readFileSync } from 'node:fs';
import { setTimeout as delay } from 'node:timers/promises';
import type { Child } from './child.ts';

const pollMs = 50;

/**
 * Waits until the program answers 200 at `url`.
 * @throws with the last line of its log when it ends first, or when `deadlineMs` have passed; and when the signal says so.
 */
export async function untilReady(
  child: Child,
  url: string,
  { deadlineMs, signal }: { readonly deadlineMs: number; readonly signal?: AbortSignal | undefined },
): Promise<void> {
  const giveUpAt = performance.now() + deadlineMs;
  while (!(await answers(url))) {
    signal?.throwIfAborted();
    if (child.hasExited()) throw new Error(`${child.name} stopped: ${lastLine(child.logFile)}`);
    if (performance.now() > giveUpAt)
      throw new Error(
        `${child.name} was not ready within ${deadlineMs / 1_000} s: ${lastLine(child.logFile)}`,
      );
    await delay(pollMs);
  }
}

async function answers(url: string): Promise<boolean> {
  try {
    return (await fetch(url, { signal: AbortSignal.timeout(1_000) })).ok;
  } catch {
    // Not listening yet: what the caller waits for.
    return false;
  }
}

function lastLine(logFile: string): string {
  const line = readFileSync(logFile, 'utf8').trimEnd().split('\n').at(-1) ?? '';
  return `${line.slice(0, 300)} (log: ${logFile})`;
}
