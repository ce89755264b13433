import { readFileSync } from 'node:fs';

/** Linux counts in hundredths of a second towards programs, whatever the kernel's own tick is. */
const ticksPerSecond = 100;

/** CPU time of a process since it started, without its children, in s. */
export function cpuSecondsOf(pid: number): number {
  return cpuSecondsIn(readFileSync(`/proc/${pid}/stat`, 'utf8'));
}

/** From the text of `/proc/<pid>/stat`: the name stands in brackets and may hold blanks and brackets itself. */
export function cpuSecondsIn(stat: string): number {
  const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
  const [user, system] = [fields[11], fields[12]].map(Number);
  if (user === undefined || system === undefined || Number.isNaN(user + system))
    throw new Error('/proc tells no CPU time');
  return (user + system) / ticksPerSecond;
}
