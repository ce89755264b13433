import { createSocket } from 'node:dgram';
import type { RemoteInfo, Socket as UdpSocket } from 'node:dgram';
import { once } from 'node:events';
import { connect, createServer } from 'node:net';
import type { AddressInfo, Server } from 'node:net';
import { afterEach, describe, expect, it } from 'vitest';
import { Link } from './link.ts';
import type { Relay } from './link.ts';
import { startTcpRelay } from './tcp-relay.ts';
import { startUdpRelay } from './udp-relay.ts';

const ends: (() => Promise<void> | void)[] = [];
afterEach(async () => {
  for (const end of ends.splice(0).reverse()) await end();
});

const listen = { ip: '127.0.0.2', port: 0 };

async function echoingUdp(): Promise<UdpSocket> {
  const socket = createSocket('udp4', (packet, from) => socket.send(packet, from.port, from.address));
  socket.bind(0, '127.0.0.1');
  await once(socket, 'listening');
  ends.push(() => void socket.close());
  return socket;
}

async function echoingTcp(): Promise<Server> {
  const server = createServer((socket) => socket.pipe(socket).on('error', () => undefined));
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  ends.push(() => void server.close());
  return server;
}

async function overUdp(
  link: Link,
): Promise<{ readonly echo: UdpSocket; readonly client: UdpSocket; readonly relay: Relay }> {
  const echo = await echoingUdp();
  const relay = await startUdpRelay({ link, listen, target: { ip: '127.0.0.1', port: echo.address().port } });
  ends.push(() => relay.close());
  const client = createSocket('udp4');
  client.connect(relay.port, listen.ip);
  await once(client, 'connect');
  ends.push(() => void client.close());
  return { echo, client, relay };
}

async function overTcp(link: Link) {
  const echo = await echoingTcp();
  const target = { ip: '127.0.0.1', port: (echo.address() as AddressInfo).port };
  const relay = await startTcpRelay({ link, listen, target });
  ends.push(() => relay.close());
  const open = async () => {
    const client = connect(relay.port, listen.ip);
    ends.push(() => void client.destroy());
    await once(client, 'connect');
    return client;
  };
  return { echo, open };
}

describe('the relay for datagrams', () => {
  it('carries there and back with the delay of the link', async () => {
    const link = new Link(1);
    link.impair({ delayMs: 60 });
    const { client, relay } = await overUdp(link);
    const sentAt = performance.now();
    client.send('one');
    await once(client, 'message');
    expect(performance.now() - sentAt).toBeGreaterThanOrEqual(118);
    expect(relay.counted()).toEqual({ up: 3, down: 3 });
  });

  it('carries nothing while it is cut, and comes back under another address', async () => {
    const link = new Link(1);
    const { echo, client } = await overUdp(link);
    const seen: RemoteInfo[] = [];
    echo.on('message', (_packet, from) => void seen.push(from));
    client.send('before');
    await once(client, 'message');
    link.cut();
    client.send('meanwhile');
    // Long enough for the other sockets of this process to have had their turn.
    await new Promise((resolve) => setTimeout(resolve, 50));
    link.restore({ newAddress: true });
    client.send('after');
    const [packet] = (await once(client, 'message')) as [Buffer];
    expect(packet.toString()).toBe('after');
    expect(seen.map(({ address }) => address)).toEqual(['127.0.0.1', '127.0.0.11']);
  });
});

describe('the relay for TCP', () => {
  it('carries everything in order over a link that loses, delays and narrows', async () => {
    const link = new Link(3);
    link.impair({ lossPart: 0.02, delayMs: 2, jitterMs: 3, bitsPerSecond: 20_000_000 });
    const { open } = await overTcp(link);
    const client = await open();
    const sent = Buffer.from(Uint32Array.from({ length: 40_000 }, (_, at) => at).buffer);
    client.end(sent);
    const received: Buffer[] = [];
    for await (const octets of client) received.push(octets as Buffer);
    expect(Buffer.concat(received).equals(sent)).toBe(true);
  });

  it('holds what is sent while it is cut, and lets it through after', async () => {
    const link = new Link(3);
    const { open } = await overTcp(link);
    const client = await open();
    link.cut();
    client.write('held');
    setTimeout(() => link.restore(), 100);
    const [octets] = (await once(client, 'data')) as [Buffer];
    expect(octets.toString()).toBe('held');
  });

  it('strands a connection whose client has moved, and carries a new one from the new address', async () => {
    const link = new Link(3);
    const { echo, open } = await overTcp(link);
    const seen: (string | undefined)[] = [];
    echo.on('connection', ({ remoteAddress }) => void seen.push(remoteAddress));
    const old = await open();
    old.write('old');
    await once(old, 'data');
    link.cut();
    link.restore({ newAddress: true });
    let stranded = true;
    old.on('data', () => (stranded = false));
    old.write('lost');
    const fresh = await open();
    fresh.write('new');
    const [octets] = (await once(fresh, 'data')) as [Buffer];
    expect(octets.toString()).toBe('new');
    expect(stranded).toBe(true);
    expect(seen).toEqual(['127.0.0.1', '127.0.0.11']);
  });
});
