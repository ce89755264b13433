import { once } from 'node:events';
import { createServer } from 'node:net';
import { openLoopStore } from './rtp/loop-store.ts';
import { RtspConnection } from './server/connection.ts';
import { SimulatedCamera } from './server/simulated-camera.ts';
import { createTimerWheel } from './server/timer-wheel.ts';
import { openUdpPorts } from './server/udp-ports.ts';
import type { BehaviourChange, CameraSpec } from './camera-spec.ts';
import type { ConnectionContext } from './server/connection.ts';
import type { CameraStats } from './server/simulated-camera.ts';
import type { UdpPorts } from './server/udp-ports.ts';
import type { AddressInfo, Server } from 'node:net';

export type CameraServerOptions = {
  /** Default 127.0.0.1: these cameras are for this machine. */
  readonly host?: string;
  /** 0 takes a free port. */
  readonly port: number;
  /** Folder of encoded loops, as `ensureLoops` returns it. */
  readonly loops: string;
  readonly cameras: readonly CameraSpec[];
  /** A session without an RTSP request for this long is ended. Default 60 000. */
  readonly sessionTimeoutMs?: number;
};

/** Every method that names a camera throws if there is none of that path. */
export type CameraServer = {
  readonly port: number;
  /** With the camera's user and password in it unless `withCredentials` is false. */
  readonly urlOf: (path: string, options?: { readonly withCredentials?: boolean }) => string;
  readonly setBehaviour: (path: string, change: BehaviourChange) => void;
  /** A reboot: connections end, and what follows has a new SSRC, sequence and time. `keepConnections` changes these in mid-stream. */
  readonly restart: (path: string, options?: { readonly keepConnections?: boolean }) => void;
  /** Ends its connections and takes no more (`reset`), or answers 404. */
  readonly kill: (path: string, how?: 'reset' | 'not_found') => void;
  readonly revive: (path: string) => void;
  /** The next picture is a keyframe. */
  readonly requestKeyframe: (path: string) => void;
  readonly stats: () => Record<string, CameraStats>;
  readonly close: () => Promise<void>;
};

const slotMs = 4;

/** Replays encoded loops as RTSP cameras, many of them on one port; each is told how to behave while it runs. */
export async function createCameraServer(options: CameraServerOptions): Promise<CameraServer> {
  const host = options.host ?? '127.0.0.1';
  const now = (): number => performance.now();
  const wheel = createTimerWheel({ slotMs, now });
  const store = await openLoopStore(options.loops, [
    ...new Set(options.cameras.map((camera) => camera.loop)),
  ]);
  const cameras = new Map(
    options.cameras.map((spec) => [spec.path, new SimulatedCamera(spec, { store, wheel, now })]),
  );
  const connections = new Set<RtspConnection>();
  let udp: Promise<UdpPorts> | undefined;

  const context: ConnectionContext = {
    cameraByPath: (path) => cameras.get(path),
    udpPorts: () => (udp ??= openUdpPorts(host)),
    baseUrl: () => `rtsp://${host}:${port}`,
    sessionTimeoutMs: options.sessionTimeoutMs ?? 60_000,
    now,
    onClose: (connection) => connections.delete(connection),
  };
  const server = createServer((socket) => connections.add(new RtspConnection(socket, context)));
  const port = await listen(server, options.port, host);
  const sweep = setInterval(
    () => connections.forEach((connection) => connection.closeExpired(now())),
    Math.min(1000, context.sessionTimeoutMs / 2),
  );

  return {
    port,
    ...createHandles({ cameras, connections, baseUrl: context.baseUrl }),
    async close() {
      clearInterval(sweep);
      wheel.close();
      connections.forEach((connection) => connection.close());
      (await udp)?.close();
      await new Promise<void>((resolve) => server.close(() => resolve()));
    },
  };
}

type Running = {
  readonly cameras: ReadonlyMap<string, SimulatedCamera>;
  readonly connections: ReadonlySet<RtspConnection>;
  readonly baseUrl: () => string;
};

function createHandles({ cameras, connections, baseUrl }: Running): Omit<CameraServer, 'port' | 'close'> {
  function cameraOf(path: string): SimulatedCamera {
    const camera = cameras.get(path);
    if (camera === undefined) throw new Error(`There is no simulated camera ${path}`);
    return camera;
  }

  function disconnect(camera: SimulatedCamera): void {
    for (const connection of connections) if (connection.watches(camera)) connection.close();
  }

  function setBehaviour(path: string, change: BehaviourChange): void {
    const camera = cameraOf(path);
    const changesStream = change.codec !== undefined && change.codec !== camera.behaviour.codec;
    camera.applyBehaviour(change);
    if (changesStream || (change.down !== undefined && change.down !== false)) disconnect(camera);
  }

  return {
    urlOf(path, { withCredentials = true } = {}) {
      const { username, password } = cameraOf(path).spec;
      const user = withCredentials ? `${encodeURIComponent(username)}:${encodeURIComponent(password)}@` : '';
      return `${baseUrl().replace('rtsp://', `rtsp://${user}`)}/${path}`;
    },
    setBehaviour,
    restart(path, { keepConnections = false } = {}) {
      const camera = cameraOf(path);
      if (!keepConnections) disconnect(camera);
      camera.restart();
    },
    kill: (path, how = 'reset') => setBehaviour(path, { down: how }),
    revive(path) {
      cameraOf(path).restart();
      setBehaviour(path, { down: false });
    },
    requestKeyframe: (path) => cameraOf(path).beginGop(),
    stats: () => Object.fromEntries([...cameras].map(([path, camera]) => [path, camera.stats()])),
  };
}

async function listen(server: Server, port: number, host: string): Promise<number> {
  server.listen(port, host);
  await once(server, 'listening');
  const address: AddressInfo | string | null = server.address();
  if (address === null || typeof address === 'string') throw new Error('The camera server has no port');
  return address.port;
}
