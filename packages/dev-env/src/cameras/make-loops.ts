/** Entry point: encodes the simulated cameras' loops into the cache, once. Prints the folder as its last line. */
import { ensureLoops } from './ensure-loops.ts';

const result = await ensureLoops({ onProgress: (line) => process.stderr.write(`${line}\n`) });
if (result.ok) {
  process.stdout.write(`${result.folder}\n`);
} else {
  process.stderr.write(`${result.message}\n`);
  process.exitCode = 1;
}
