import { createSocket } from 'node:dgram';
import { once } from 'node:events';
import type { Socket } from 'node:dgram';

/** One even-odd pair of UDP ports from which every camera sends its RTP and RTCP. */
export type UdpPorts = {
  readonly rtpPort: number;
  readonly rtp: Socket;
  readonly rtcp: Socket;
  readonly close: () => void;
};

const attempts = 50;

export async function openUdpPorts(host: string): Promise<UdpPorts> {
  for (let attempt = 0; attempt < attempts; attempt += 1) {
    const rtp = await bind(host, 0);
    const rtpPort = rtp.address().port;
    const rtcp = rtpPort % 2 === 0 ? await bindIfFree(host, rtpPort + 1) : undefined;
    if (rtcp === undefined) {
      rtp.close();
      continue;
    }
    // What viewers report back does not steer a simulated camera.
    rtp.on('error', () => undefined);
    rtcp.on('error', () => undefined);
    return {
      rtpPort,
      rtp,
      rtcp,
      close() {
        rtp.close();
        rtcp.close();
      },
    };
  }
  throw new Error(`No pair of UDP ports is free on ${host}`);
}

async function bind(host: string, port: number): Promise<Socket> {
  const socket = createSocket(host.includes(':') ? 'udp6' : 'udp4');
  socket.bind(port, host);
  await once(socket, 'listening');
  return socket;
}

async function bindIfFree(host: string, port: number): Promise<Socket | undefined> {
  try {
    return await bind(host, port);
  } catch {
    // Taken by somebody else: the caller tries another pair.
    return undefined;
  }
}
