import { readdirSync, readFileSync } from 'node:fs';

/** Processor time of all threads of the processes so far, in ms: exact where the kernel's ticks are not. */
export function processorMs(pids: readonly number[]): number {
  return pids.reduce((sum, pid) => sum + nanosecondsOf(pid), 0) / 1e6;
}

function nanosecondsOf(pid: number): number {
  let sum = 0;
  for (const thread of readdirSync(`/proc/${pid}/task`)) {
    try {
      sum += Number(readFileSync(`/proc/${pid}/task/${thread}/schedstat`, 'utf8').split(' ')[0]);
    } catch {
      // The thread ended while the list was read.
    }
  }
  return sum;
}
