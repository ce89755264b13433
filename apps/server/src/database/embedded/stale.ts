import { readFileSync, readlinkSync, realpathSync } from 'node:fs';
import { basename, join } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';

/**
 * Ends the postmaster that a killed server left behind on this data folder: only when the process named in postmaster.pid is
 * really a postgres whose working folder is that data folder. A number that was given to another program since is left alone.
 * Resolves when no such process is left (true), or false when it would not go.
 */
export async function stopStalePostmaster(data: string, limitMs = 15_000): Promise<boolean> {
  const deadline = performance.now() + limitMs;
  let signalled = false;
  while (performance.now() < deadline) {
    const pid = postmasterPid(data);
    if (pid === undefined || !isPostgresOn(pid, data)) return true;
    if (!signalled) {
      // SIGINT is PostgreSQL's fast shutdown: sessions are ended, nothing committed is lost.
      process.kill(pid, 'SIGINT');
      signalled = true;
    }
    await wait(50);
  }
  return false;
}

function postmasterPid(data: string): number | undefined {
  try {
    const pid = Number.parseInt(readFileSync(join(data, 'postmaster.pid'), 'utf8'), 10);
    return Number.isSafeInteger(pid) && pid > 1 ? pid : undefined;
  } catch {
    // No such file: nothing runs there.
    return undefined;
  }
}

function isPostgresOn(pid: number, data: string): boolean {
  try {
    const program = basename(readlinkSync(`/proc/${pid}/exe`));
    return program.startsWith('postgres') && readlinkSync(`/proc/${pid}/cwd`) === realpathSync(data);
  } catch {
    // Gone, a zombie, or somebody else's: not ours to end.
    return false;
  }
}
