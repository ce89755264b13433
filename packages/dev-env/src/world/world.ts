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
import { nodeDataDir, nodeEnvironment, writeNodeRegister, type SfuNode } from './sfu-nodes.ts';

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
  /** Several SFUs in place of one. */
  readonly nodes?: readonly SfuNode[];
};

export type World = {
  /** Where a browser goes. */
  readonly url: string;
  readonly cameras: CameraServer;
  readonly onvif: OnvifServer;
  readonly recorder: RecorderServer;
  /** `sfu`: the one, or the first of several. */
  readonly children: () => { readonly server: Child; readonly sfu: Child };
  /** Of several SFUs the one of this name. */
  node(name: string): Child;
  /** Starts the server again after it was stopped or killed, and waits until it is ready. */
  restartServer(): Promise<void>;
  restartSfu(): Promise<void>;
  restartNode(name: string): Promise<void>;
  /** What the server's own people do in its process. Of a `controlled` world only. */
  provisionPerson(person: Situation['people'][number]): Promise<void>;
  provisionPlaces(places: Situation['places']): Promise<void>;
  /** Writes what was written before pictures are taken of the situation of that name; `now` in ms. */
  tellPictures(now: number): Promise<void>;
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
    recorder = await startRecorder(options.cameras, loops.folder);
    onvif = await startOnvifDevices(options.cameras, cameras, recorder);
    await registerAll(options, { cameras, onvif, recorder });
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

async function registerAll(
  { dataDir, cameras, nodes = [] }: WorldOptions,
  servers: Simulated,
): Promise<void> {
  const isBehind = (path: string) =>
    nodes.some(({ edge, isOnlyWay }) => isOnlyWay === true && path.startsWith(`${edge}-`));
  await registerCameras(
    dataDir,
    cameras.filter(({ path }) => !isBehind(path)),
    servers,
  );
  writeNodeRegister(dataDir, nodes);
  for (const node of nodes)
    if (node.edge !== undefined) {
      const own = cameras.filter(({ path }) => path.startsWith(`${node.edge}-`));
      await registerCameras(nodeDataDir(dataDir, node), own, servers);
    }
}

type Running = { server: Child; readonly sfus: Map<string, Child> };

/** Server and SFUs at the same time. When one does not come up, the others are stopped too. */
async function startBoth(options: WorldOptions): Promise<Running> {
  const start = starters(options);
  const names = namesOf(options);
  const [server, ...sfus] = await Promise.allSettled([
    start.server(),
    ...names.map((name) => start.sfu(name)),
  ]);
  const started = [server, ...sfus].flatMap((each) => (each.status === 'fulfilled' ? [each.value] : []));
  const failed = [server, ...sfus].filter((each) => each.status === 'rejected');
  if (server.status === 'fulfilled' && failed.length === 0)
    return { server: server.value, sfus: new Map(started.slice(1).map((sfu, at) => [names[at] ?? '', sfu])) };
  await Promise.all(started.map((child) => child.stop()));
  throw new Error(
    failed.map(({ reason }) => String(reason instanceof Error ? reason.message : reason)).join('; '),
  );
}

const onlySfu = 'sfu';

function namesOf({ nodes = [] }: WorldOptions): readonly string[] {
  return nodes.length === 0 ? [onlySfu] : nodes.map(({ name }) => name);
}

type Simulated = {
  readonly cameras: CameraServer;
  readonly onvif: OnvifServer;
  readonly recorder: RecorderServer;
};

function describe(options: WorldOptions, { cameras, onvif, recorder }: Simulated, running: Running): World {
  const start = starters(options);
  const [first = onlySfu] = namesOf(options);
  const sfuOf = (name: string): Child => {
    const child = running.sfus.get(name);
    if (child === undefined) throw new Error(`There is no SFU ${name}`);
    return child;
  };
  const restart = async (name: string): Promise<void> => {
    await sfuOf(name).stop();
    running.sfus.set(name, await start.sfu(name));
  };
  return {
    url: `http://127.0.0.1:${options.ports.web}`,
    cameras,
    onvif,
    recorder,
    children: () => ({ server: running.server, sfu: sfuOf(first) }),
    node: sfuOf,
    async restartServer() {
      await running.server.stop();
      running.server = await start.server();
    },
    restartSfu: () => restart(first),
    restartNode: restart,
    provisionPerson: (person) => order(running.server, { do: 'provisionPerson', person }),
    provisionPlaces: (places) => order(running.server, { do: 'provisionPlaces', places }),
    tellPictures: (now) => order(running.server, { do: 'tellPictures', now }),
    async stop() {
      await Promise.all([running.server, ...running.sfus.values()].map((child) => child.stop()));
      await recorder.close();
      await onvif.close();
      await cameras.close();
    },
  };
}

type Order =
  | { readonly do: 'provisionPerson'; readonly person: Situation['people'][number] }
  | { readonly do: 'provisionPlaces'; readonly places: Situation['places'] }
  | { readonly do: 'tellPictures'; readonly now: number };

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

  async function start(
    name: string,
    program: {
      readonly entry: string;
      readonly url: string;
      readonly env?: Readonly<Record<string, string>>;
    },
  ): Promise<Child> {
    const logFile = join(dataDir, 'logs', `${name}.log`);
    const args = [...flags, program.entry];
    const child = startChild({ name, args, cwd: checkout, env: { ...env, ...program.env }, logFile });
    try {
      await untilReady(child, `${program.url}/readyz`, {
        deadlineMs: readyDeadlineMs,
        signal: options.signal,
      });
    } catch (problem) {
      await child.stop();
      throw problem;
    }
    return child;
  }

  return {
    server: () => start('server', { entry: serverEntry, url: origin }),
    sfu(name: string) {
      const node = options.nodes?.find((each) => each.name === name);
      return start(name, {
        entry: 'sfu/src/main.ts',
        url: `http://127.0.0.1:${node?.sfu ?? ports.sfu}`,
        ...(node && { env: nodeEnvironment(dataDir, node) }),
      });
    },
  };
}
