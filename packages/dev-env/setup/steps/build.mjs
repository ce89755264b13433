import { join } from 'node:path';
import { secondsSince, step } from '../console.mjs';
import { root } from '../paths.mjs';
import { mustRun } from '../processes.mjs';

/** The web application; turbo keys its cache by the sources of every package that goes in, so this is instant when none changed. */
export async function buildWeb() {
  const line = step('web');
  const sinceMs = Date.now();
  line.begin('building');
  const turbo = join(root, 'node_modules', '.bin', 'turbo');
  const { tail } = await mustRun(turbo, ['run', 'build', '--filter=@truc/web', '--no-color'], {
    doing: 'building the web application',
    logName: 'web-build',
    onLine: (text) => line.progress(`building: ${text.trim()}`),
  });
  line.done(/FULL TURBO/.test(tail) ? 'up to date' : `built in ${secondsSince(sinceMs)}`);
}
