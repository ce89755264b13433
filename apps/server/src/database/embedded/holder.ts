import { readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

/**
 * Which server holds this cluster: its process id and the moment it started, since ids are given again. Tells a database that a
 * killed server left behind from one that another server is using right now.
 */
export function holdCluster(base: string): {
  readonly heldBy: number | undefined;
  readonly release: () => void;
} {
  const file = join(base, 'held-by');
  const other = readHolder(file);
  if (other !== undefined && other.pid !== process.pid && startOf(other.pid) === other.start)
    return { heldBy: other.pid, release: () => undefined };
  writeFileSync(file, `${process.pid} ${startOf(process.pid) ?? ''}\n`);
  return { heldBy: undefined, release: () => rmSync(file, { force: true }) };
}

function readHolder(file: string): { readonly pid: number; readonly start: string } | undefined {
  try {
    const [pid = '', start = ''] = readFileSync(file, 'utf8').trim().split(' ');
    return start === '' ? undefined : { pid: Number(pid), start };
  } catch {
    // No such file: nobody holds it.
    return undefined;
  }
}

/** Field 22 of /proc/<pid>/stat, in clock ticks since boot; the program's name before it may hold spaces. */
function startOf(pid: number): string | undefined {
  try {
    const stat = readFileSync(`/proc/${pid}/stat`, 'utf8');
    const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
    return fields[0] === 'Z' ? undefined : fields[19];
  } catch {
    // No such process.
    return undefined;
  }
}
