import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { text } from 'node:stream/consumers';
import type { CameraServer } from '../cameras/index.ts';
import type { OnvifServer } from '../onvif/index.ts';
import type { RecorderServer } from '../recorder/index.ts';
import { recorderDeviceName } from './onvif-devices.ts';
import { recorderAccount } from './recorder.ts';
import type { DemonstrationSpec } from '../province/camera-specs.ts';
import { mainPathOf } from '../province/main-streams.ts';
import { checkout } from './checkout.ts';

/** Where the SFU finds one camera, and by which account. */
export type CameraSource = {
  readonly camera: string;
  readonly url: string;
  readonly username: string;
  readonly password: string;
};
type StreamSource = { readonly url: string; readonly profile: string };
type FullSource = Omit<CameraSource, 'url'> & {
  readonly main: StreamSource;
  readonly sub?: StreamSource;
  readonly onvif?: { readonly url: string };
  readonly recorder?: {
    readonly url: string;
    readonly onvif: { readonly url: string; readonly recording: string };
    readonly username: string;
    readonly password: string;
  };
};

type Servers = {
  readonly cameras: CameraServer;
  readonly onvif: OnvifServer;
  readonly recorder: RecorderServer;
};

/** Puts the simulated cameras into the SFU's sealed register. */
export async function registerCameras(
  dataDir: string,
  specs: readonly DemonstrationSpec[],
  servers: Servers,
): Promise<void> {
  await registerSources(
    dataDir,
    specs.map((spec) => sourceOf(spec, servers)),
  );
}

function sourceOf(spec: DemonstrationSpec, { cameras, onvif, recorder }: Servers): FullSource {
  const { path, username, password, registeredPassword, device, mainLoop } = spec;
  const stream = (at: string, profile: string) => ({
    url: cameras.urlOf(at, { withCredentials: false }),
    profile,
  });
  const streams =
    mainLoop === undefined
      ? { main: stream(path, 'main') }
      : { main: stream(mainPathOf(path), 'main'), sub: stream(path, 'sub') };
  return {
    camera: path,
    username,
    password: registeredPassword ?? password,
    ...streams,
    recorder: {
      url: recorder.urlOf(path),
      onvif: { url: onvif.urlOf(recorderDeviceName), recording: path },
      ...recorderAccount,
    },
    ...(device === undefined ? {} : { onvif: { url: onvif.urlOf(path) } }),
  };
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
