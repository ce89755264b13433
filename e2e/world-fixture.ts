import { execFile } from 'node:child_process';
import { cpSync, existsSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import {
  cameraSpecs,
  cameraWithoutDevice,
  checkout,
  freePorts,
  small,
  smallCameras,
  startWorld,
} from '@truc/dev-env';
import type { World } from '@truc/dev-env';

/** A running small province of its own. */
export type TestWorld = World & { readonly dataDir: string };

const run = promisify(execFile);
const workers = 2;

/** Starts the small province on free ports with data that are thrown away after. */
export async function startTestWorld(): Promise<TestWorld> {
  const build = join(checkout, 'apps/web/build');
  if (!existsSync(join(build, '200.html'))) throw new Error(`${build} is missing: run "npm run build" first`);
  const dataDir = mkdtempSync(join(tmpdir(), 'truc-e2e-'));
  // A copy: the server knows the hashes of this build's inline scripts, and another build may be made meanwhile.
  const web = join(dataDir, 'web');
  cpSync(build, web, { recursive: true });
  try {
    const world = await startWorld({
      dataDir,
      ports: await freePorts(workers),
      cameras: cameraSpecs(smallCameras.filter(({ id }) => id !== cameraWithoutDevice)),
      seed: () => seedApart(dataDir),
      controlled: true,
      env: { TRUC_WEB: web, TRUC_LOG_LEVEL: 'info' },
    });
    return { ...world, dataDir, stop: () => stopAndRemove(world, dataDir) };
  } catch (problem) {
    rmSync(dataDir, { recursive: true, force: true });
    throw problem;
  }
}

async function stopAndRemove(world: World, dataDir: string): Promise<void> {
  await world.stop();
  rmSync(dataDir, { recursive: true, force: true });
}

/** In a process of its own: the server's code is not for the test runner to load. */
async function seedApart(dataDir: string): Promise<void> {
  await run(process.execPath, ['packages/dev-env/src/seed-cli.ts', small.name], {
    cwd: checkout,
    env: { ...process.env, TRUC_DATA: dataDir },
  });
}
