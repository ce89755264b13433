import { createSocket } from 'node:dgram';
import type { RemoteInfo, Socket } from 'node:dgram';
import { once } from 'node:events';
import { DeliveryQueue } from './delivery-queue.ts';
import type { Link, Relay, RelayOptions } from './link.ts';
import type { LinkDirection } from './link-direction.ts';

/** Passes datagrams on over the link. Each client has a socket of its own towards the target, as behind a NAT. */
export async function startUdpRelay({ link, listen, target }: RelayOptions): Promise<Relay> {
  const front = createSocket('udp4');
  const behind = new Map<string, Socket>();
  const counts = { up: 0, down: 0 };
  const carryUp = carrier(link, link.up);
  const carryDown = carrier(link, link.down);

  function socketOf(client: RemoteInfo): Socket {
    const key = `${client.address}:${client.port}`;
    const known = behind.get(key);
    if (known !== undefined) return known;
    const socket = createSocket('udp4');
    behind.set(key, socket);
    socket.bind(0, link.clientAddress);
    socket.on('message', (packet) =>
      carryDown(packet, () => {
        if (behind.get(key) !== socket) return;
        counts.down += packet.length;
        front.send(packet, client.port, client.address);
      }),
    );
    // A port that nobody listens on: for UDP that is a lost packet.
    socket.on('error', () => undefined);
    return socket;
  }

  function forget(): void {
    for (const socket of behind.values()) socket.close();
    behind.clear();
  }

  front.on('message', (packet, client) =>
    carryUp(packet, () => {
      counts.up += packet.length;
      socketOf(client).send(packet, target.port, target.ip);
    }),
  );
  front.bind(listen.port, listen.ip);
  await once(front, 'listening');
  link.events.on('moved', forget);
  return {
    port: front.address().port,
    counted: () => ({ ...counts }),
    async close() {
      link.events.off('moved', forget);
      forget();
      front.close();
      await once(front, 'close');
    },
  };
}

/** Lets a packet arrive when the link says so, unless the link is cut when it is sent or when it would arrive. */
function carrier(link: Link, direction: LinkDirection) {
  const deliveries = new DeliveryQueue();
  return (packet: Buffer, arrive: () => void): void => {
    if (link.isCut || link.dropsUdp) return;
    const arrival = direction.arrivalOf(packet.length, performance.now());
    if (arrival === null) return;
    deliveries.add(arrival, () => {
      if (!link.isCut) arrive();
    });
  };
}
