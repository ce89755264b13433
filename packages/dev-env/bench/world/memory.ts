import { readFileSync } from 'node:fs';

/** The most memory that a process ever held resident, in MiB. */
export function peakResidentMbOf(pid: number): number {
  const peak = /^VmHWM:\s+(\d+) kB$/m.exec(readFileSync(`/proc/${pid}/status`, 'utf8'))?.[1];
  if (peak === undefined) throw new Error('/proc tells no memory');
  return Math.round(Number(peak) / 1024);
}
