import { rmSync } from 'node:fs';
import { dataDirOf } from './data-dir.ts';
import { claimDataDir } from './running-mark.ts';
import { movedCluster } from './world/moved-cluster.ts';

const dataDir = dataDirOf(process.env);
// What an external database holds is not ours to empty, and it would no longer match an empty folder.
if (process.env['DATABASE_URL'] !== undefined) {
  console.error(
    'DATABASE_URL is set: empty that database yourself, then unset it or remove the data folder by hand.',
  );
  process.exitCode = 1;
} else {
  const claim = claimDataDir(dataDir);
  if (!claim.ok) {
    console.error(claim.error.detail);
    process.exit(1);
  }
  const moved = movedCluster(dataDir);
  for (const folder of [...(moved === null ? [] : [moved]), dataDir])
    rmSync(folder, { recursive: true, force: true });
  console.log(`${dataDir} is empty; the next start seeds it anew`);
}
