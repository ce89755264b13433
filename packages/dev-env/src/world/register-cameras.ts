import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { text } from 'node:stream/consumers';
import type { CameraServer } from '../cameras/index.ts';
import type { OnvifServer } from '../onvif/index.ts';
import type { DemonstrationSpec } from '../province/camera-specs.ts';
import { checkout } from './checkout.ts';

/** Where the SFU finds one camera, and by which account. */
export type CameraSource = {
  readonly camera: string;
  readonly url: string;
  readonly username: string;
  readonly password: string;
};
type FullSource = Omit<CameraSource, 'url'> & {
  readonly main: { readonly url: string; readonly profile: string };
  readonly onvif: { readonly url: string };
};

/** Puts the simulated cameras into the SFU's sealed register. */
export async function registerCameras(
  dataDir: string,
  specs: readonly DemonstrationSpec[],
  servers: { readonly cameras: CameraServer; readonly onvif: OnvifServer },
): Promise<void> {
  const sources = specs.map(({ path, username, password, registeredPassword, device }) => {
    const url = servers.cameras.urlOf(path, { withCredentials: false });
    const account = { username, password: registeredPassword ?? password };
    if (device === undefined) return { camera: path, ...account, url };
    const onvif = { url: servers.onvif.urlOf(path) };
    return { camera: path, ...account, main: { url, profile: 'main' }, onvif };
  });
  await registerSources(dataDir, sources);
}

/**
 * Puts cameras into the SFU's sealed register by the same command that a real installation uses; a running SFU takes them
 * in. Addresses and passwords go through its standard input and stand nowhere else (KH-08).
 */
export async function registerSources(
  dataDir: string,
  sources: readonly (CameraSource | FullSource)[],
): Promise<void> {
  if (sources.length === 0) return;
  const cli = spawn(process.execPath, ['sfu/src/register-cli.ts', 'put'], {
    cwd: checkout,
    env: { ...process.env, TRUC_DATA: dataDir },
    stdio: ['pipe', 'ignore', 'pipe'],
  });
  cli.stdin.end(JSON.stringify(sources));
  const [problem] = await Promise.all([text(cli.stderr), once(cli, 'exit')]);
  if (cli.exitCode !== 0) throw new Error(`The cameras could not be registered: ${problem.trim()}`);
}
