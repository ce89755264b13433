/**
 * The whole province in one process tree: simulated cameras in this process; server (with its database) and SFU as children.
 * The demonstration, the end-to-end tests and the benches all stand on it.
 */
import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import * as v from 'valibot';
import { createCameraServer, ensureLoops, type CameraServer } from '../cameras/index.ts';
import type { DemonstrationSpec } from '../province/camera-specs.ts';
import { streamsOf } from '../province/main-streams.ts';
import type { Situation } from '../situations/seed.ts';
import { startChild, type Child } from './child.ts';
import { checkout } from './checkout.ts';
import type { WorldPorts } from './free-ports.ts';
import { untilReady } from './ready.ts';
import type { OnvifServer } from '../onvif/index.ts';
import { startOnvifDevices } from './onvif-devices.ts';
import type { RecorderServer } from '../recorder/index.ts';
import { startRecorder } from './recorder.ts';
import { registerCameras } from './register-cameras.ts';

const readyDeadlineMs = 60_000;

export type WorldOptions = {
  /** Data of server, database and SFU; logs beside them. */
  readonly dataDir: string;
  readonly ports: WorldPorts;
  readonly cameras: readonly DemonstrationSpec[];
  /** Brings the database into the situation, before the server starts. Not called when nothing has to be done. */
  readonly seed?: () => Promise<void>;
  /** Reload server and SFU when their files change. */
  readonly watch?: boolean;
  /** Breaks the start off: what was started by then is stopped, and `startWorld` throws. */
  readonly signal?: AbortSignal;
  /** Lets `provisionPerson` and `provisionPlaces` reach into the running server. */
  readonly controlled?: boolean;
  readonly env?: Readonly<Record<string, string>>;
};

export type World = {
  /** Where a browser goes. */
  readonly url: string;
  readonly cameras: CameraServer;
  readonly onvif: OnvifServer;
  readonly recorder: RecorderServer;
  readonly children: () => { readonly server: Child; readonly sfu: Child };
  /** Starts the server again after it was stopped or killed, and waits until it is ready. */
  restartServer(): Promise<void>;
  restartSfu(): Promise<void>;
  /** What the server's own people do in its process. Of a `controlled` world only. */
  provisionPerson(person: Situation['people'][number]): Promise<void>;
  provisionPlaces(places: Situation['places']): Promise<void>;
  stop(): Promise<void>;
};

export async function startWorld(options: WorldOptions): Promise<World> {
  mkdirSync(options.dataDir, { recursive: true });
  const loops = await ensureLoops({ ...(options.signal && { signal: options.signal }) });
  if (!loops.ok) throw new Error(loops.message);
  const cameras = await createCameraServer({
    loops: loops.folder,
    port: options.ports.cameras,
    cameras: streamsOf(options.cameras),
  });
  let onvif: OnvifServer | undefined;
  let recorder: RecorderServer | undefined;
  try {
    onvif = await startOnvifDevices(options.cameras, cameras);
    recorder = await startRecorder(options.cameras, loops.folder);
    await registerCameras(options.dataDir, options.cameras, { cameras, onvif, recorder });
    options.signal?.throwIfAborted();
    await options.seed?.();
    options.signal?.throwIfAborted();
    return describe(options, { cameras, onvif, recorder }, await startBoth(options));
  } catch (problem) {
    await recorder?.close();
    await onvif?.close();
    await cameras.close();
    throw problem;
  }
}

type Both = { server: Child; sfu: Child };

/** Server and SFU at the same time. When one does not come up, the other is stopped too. */
async function startBoth(options: WorldOptions): Promise<Both> {
  const start = starters(options);
  const [server, sfu] = await Promise.allSettled([start.server(), start.sfu()]);
  if (server.status === 'fulfilled' && sfu.status === 'fulfilled')
    return { server: server.value, sfu: sfu.value };
  for (const started of [server, sfu]) if (started.status === 'fulfilled') await started.value.stop();
  const failed = [server, sfu].filter((outcome) => outcome.status === 'rejected');
  throw new Error(
    failed.map(({ reason }) => String(reason instanceof Error ? reason.message : reason)).join('; '),
  );
}

type Simulated = {
  readonly cameras: CameraServer;
  readonly onvif: OnvifServer;
  readonly recorder: RecorderServer;
};

function describe(options: WorldOptions, { cameras, onvif, recorder }: Simulated, running: Both): World {
  const start = starters(options);
  return {
    url: `http://127.0.0.1:${options.ports.web}`,
    cameras,
    onvif,
    recorder,
    children: () => ({ ...running }),
    async restartServer() {
      await running.server.stop();
      running.server = await start.server();
    },
    async restartSfu() {
      await running.sfu.stop();
      running.sfu = await start.sfu();
    },
    provisionPerson: (person) => order(running.server, { do: 'provisionPerson', person }),
    provisionPlaces: (places) => order(running.server, { do: 'provisionPlaces', places }),
    async stop() {
      await Promise.all([running.server.stop(), running.sfu.stop()]);
      await recorder.close();
      await onvif.close();
      await cameras.close();
    },
  };
}

type Order =
  | { readonly do: 'provisionPerson'; readonly person: Situation['people'][number] }
  | { readonly do: 'provisionPlaces'; readonly places: Situation['places'] };

async function order(server: Child, request: Order): Promise<void> {
  const answer = await server.ask(request);
  if (!v.is(v.object({ ok: v.literal(true) }), answer))
    throw new Error(`The server did not carry out ${request.do}: ${JSON.stringify(answer)}`);
}

function starters(options: WorldOptions) {
  const { ports, dataDir } = options;
  const origin = `http://127.0.0.1:${ports.web}`;
  const env = {
    TRUC_HOST: '127.0.0.1',
    TRUC_PORT: String(ports.web),
    TRUC_SFU_PORT: String(ports.sfu),
    TRUC_MEDIA_PORT: String(ports.media),
    TRUC_DATA: dataDir,
    TRUC_ORIGINS: [origin, `http://localhost:${ports.web}`].join(','),
    ...options.env,
  };
  const flags = options.watch === true ? ['--watch', '--watch-preserve-output'] : [];

  const controlled = options.controlled === true;
  const serverEntry = controlled
    ? 'packages/dev-env/src/world/controlled-server.ts'
    : 'apps/server/src/main.ts';

  async function start(name: 'server' | 'sfu', entry: string, readyUrl: string): Promise<Child> {
    const logFile = join(dataDir, 'logs', `${name}.log`);
    const child = startChild({ name, args: [...flags, entry], cwd: checkout, env, logFile });
    try {
      await untilReady(child, readyUrl, { deadlineMs: readyDeadlineMs, signal: options.signal });
    } catch (problem) {
      await child.stop();
      throw problem;
    }
    return child;
  }

  return {
    server: () => start('server', serverEntry, `${origin}/readyz`),
    sfu: () => start('sfu', 'sfu/src/main.ts', `http://127.0.0.1:${ports.sfu}/readyz`),
  };
}
