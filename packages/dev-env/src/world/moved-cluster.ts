import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

/** Where the embedded cluster of a data folder lives when root runs it elsewhere, as the note in that folder says; null where it is inside. */
export function movedCluster(dataDir: string): string | null {
  const note = join(dataDir, 'pg', 'MOVED.txt');
  if (!existsSync(note)) return null;
  return (
    /The database is in (\/var\/lib\/truc\/[0-9a-f]{16})$/m.exec(readFileSync(note, 'utf8'))?.[1] ?? null
  );
}
