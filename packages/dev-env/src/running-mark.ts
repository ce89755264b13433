import { mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { failure, ok, type Failure, type Result } from '@truc/base';
import { isAlive, thisProcess } from '../setup/process-tree.mjs';

export type DataDirClaim = { release(): void };

/** Marks the data folder as in use by this process, so that it is neither started twice nor emptied under a running province. */
export function claimDataDir(dataDir: string): Result<DataDirClaim, Failure<'in_use'>> {
  const file = join(dataDir, 'running.pid');
  mkdirSync(dataDir, { recursive: true });
  while (!take(file)) {
    const holder = readHolder(file);
    if (holder !== undefined && holder.pid !== process.pid && isAlive(holder))
      return failure(
        'in_use',
        `${dataDir} is in use by process ${holder.pid}: stop that first, or set TRUC_DATA`,
      );
    // Its process is gone: two that find that out in the same instant take the mark one after the other.
    rmSync(file, { force: true });
  }
  return ok({ release: () => rmSync(file, { force: true }) });
}

function take(file: string): boolean {
  const { pid, startTime } = thisProcess();
  try {
    writeFileSync(file, `${pid} ${startTime}\n`, { flag: 'wx' });
    return true;
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'EEXIST') return false;
    throw error;
  }
}

/** The process and the moment it started, since ids are given again. */
function readHolder(file: string): { readonly pid: number; readonly startTime: string } | undefined {
  try {
    const [pid = '', startTime = ''] = readFileSync(file, 'utf8').trim().split(' ');
    return Number(pid) > 0 ? { pid: Number(pid), startTime } : undefined;
  } catch {
    // Released meanwhile: the next attempt takes it.
    return undefined;
  }
}
