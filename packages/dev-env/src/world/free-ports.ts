import { createSocket } from 'node:dgram';
import { once } from 'node:events';
import { createServer } from 'node:net';

export type WorldPorts = {
  readonly web: number;
  readonly sfu: number;
  /** The first of as many as there are workers. */
  readonly media: number;
  readonly cameras: number;
};

export const standardPorts: WorldPorts = { web: 8080, sfu: 8081, media: 44_400, cameras: 8554 };

/** The standard ports, or those that the environment names. */
export function portsOf(env: NodeJS.ProcessEnv): WorldPorts {
  return {
    web: portOf(env['TRUC_PORT'], standardPorts.web),
    sfu: portOf(env['TRUC_SFU_PORT'], standardPorts.sfu),
    media: portOf(env['TRUC_MEDIA_PORT'], standardPorts.media),
    cameras: portOf(env['TRUC_CAMERAS_PORT'], standardPorts.cameras),
  };
}

function portOf(text: string | undefined, standard: number): number {
  return text === undefined || text === '' ? standard : Number(text);
}

const host = '127.0.0.1';
const attempts = 50;

/** Ports that nobody holds at this moment. */
export async function freePorts(workers: number): Promise<WorldPorts> {
  const [web, sfu] = await Promise.all([freeTcpPort(), freeTcpPort()]);
  return { web, sfu, media: await freeMediaPorts(workers), cameras: 0 };
}

async function freeTcpPort(): Promise<number> {
  const server = createServer().listen(0, host);
  await once(server, 'listening');
  const address = server.address();
  server.close();
  await once(server, 'close');
  if (address === null || typeof address === 'string') throw new Error('A TCP server without a port');
  return address.port;
}

async function freeMediaPorts(count: number): Promise<number> {
  for (let attempt = 0; attempt < attempts; attempt += 1) {
    const first = 20_000 + Math.floor(Math.random() * 20_000);
    const ports = Array.from({ length: count }, (_, at) => first + at);
    const free = await Promise.all(ports.map(async (port) => (await tcpFree(port)) && (await udpFree(port))));
    if (free.every(Boolean)) return first;
  }
  throw new Error(`No ${count} free ports for media after ${attempts} attempts`);
}

async function tcpFree(port: number): Promise<boolean> {
  const server = createServer();
  try {
    server.listen(port, host);
    await once(server, 'listening');
    return true;
  } catch {
    // Held by somebody: the question was just that.
    return false;
  } finally {
    server.close();
  }
}

async function udpFree(port: number): Promise<boolean> {
  const socket = createSocket('udp4');
  try {
    socket.bind(port, host);
    await once(socket, 'listening');
    return true;
  } catch {
    // Held by somebody: the question was just that.
    return false;
  } finally {
    socket.close();
  }
}
