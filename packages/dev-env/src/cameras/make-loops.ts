/** Entry point: encodes the simulated cameras' loops, and the pictures that judging is measured on, into the cache, once. Prints the folder as its last line. */
import { ensureLoops } from './ensure-loops.ts';
import { ensurePictureSet } from './picture-set/ensure-picture-set.ts';

const result = await ensureLoops({ onProgress: (line) => process.stderr.write(`${line}\n`) });
if (result.ok) {
  await ensurePictureSet();
  process.stdout.write(`${result.folder}\n`);
} else {
  process.stderr.write(`${result.message}\n`);
  process.exitCode = 1;
}
