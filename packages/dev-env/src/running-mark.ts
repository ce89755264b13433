import { mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { failure, ok, type Failure, type Result } from '@truc/base';

export type DataDirClaim = { release(): void };

/** Marks the data folder as in use by this process, so that it is neither started twice nor emptied under a running province. */
export function claimDataDir(dataDir: string): Result<DataDirClaim, Failure<'in_use'>> {
  const file = join(dataDir, 'running.pid');
  const holder = livingHolder(file);
  if (holder !== null)
    return failure('in_use', `${dataDir} is in use by process ${holder}: stop that first, or set TRUC_DATA`);
  mkdirSync(dataDir, { recursive: true });
  writeFileSync(file, `${process.pid}\n`);
  return ok({ release: () => rmSync(file, { force: true }) });
}

function livingHolder(file: string): number | null {
  try {
    const pid = Number(readFileSync(file, 'utf8'));
    if (!Number.isInteger(pid) || pid <= 0 || pid === process.pid) return null;
    process.kill(pid, 0);
    return pid;
  } catch {
    // No mark, or its process is gone: the folder is free.
    return null;
  }
}
