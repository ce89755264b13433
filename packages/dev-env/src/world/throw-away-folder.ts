import { chmodSync, mkdtempSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

/** A folder under the system's temporary one, which whoever makes it removes. */
export function makeThrowAwayFolder(prefix: string): string {
  const folder = mkdtempSync(join(tmpdir(), prefix));
  // Under root the database is another user's: where it cannot pass through it lives elsewhere, and outlives this folder.
  chmodSync(folder, 0o711);
  return folder;
}
