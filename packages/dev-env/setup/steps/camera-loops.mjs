import { secondsSince, step } from '../console.mjs';
import { runtimeNode } from '../paths.mjs';
import { mustRun } from '../processes.mjs';

/** The pictures of the simulated cameras: encoded once by ffmpeg, kept in the cache across checkouts. */
export async function ensureCameraLoops() {
  const line = step('camera loops');
  const sinceMs = Date.now();
  await mustRun(runtimeNode(), ['packages/dev-env/src/cameras/make-loops.ts'], {
    doing: 'encoding the camera loops',
    logName: 'camera-loops',
    onLine: (text) => line.progress(text.trim().replace(/^camera loops /, '')),
  });
  line.done(`ready in ${secondsSince(sinceMs)}`);
}
