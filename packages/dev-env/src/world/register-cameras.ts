import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { text } from 'node:stream/consumers';
import type { CameraServer } from '../cameras/index.ts';
import type { DemonstrationSpec } from '../province/camera-specs.ts';
import { checkout } from './checkout.ts';

/**
 * Puts the simulated cameras into the SFU's sealed register by the same command that a real installation uses. Addresses
 * and passwords go through its standard input and stand nowhere else (KH-08).
 */
export async function registerCameras(
  dataDir: string,
  specs: readonly DemonstrationSpec[],
  server: CameraServer,
): Promise<void> {
  if (specs.length === 0) return;
  const sources = specs.map(({ path, username, password, registeredPassword }) => ({
    camera: path,
    url: server.urlOf(path, { withCredentials: false }),
    username,
    password: registeredPassword ?? password,
  }));
  const cli = spawn(process.execPath, ['sfu/src/register-cli.ts', 'put'], {
    cwd: checkout,
    env: { ...process.env, TRUC_DATA: dataDir },
    stdio: ['pipe', 'ignore', 'pipe'],
  });
  cli.stdin.end(JSON.stringify(sources));
  const [problem, [code]] = await Promise.all([text(cli.stderr), once(cli, 'exit')]);
  if (code !== 0) throw new Error(`The cameras could not be registered: ${problem.trim()}`);
}
