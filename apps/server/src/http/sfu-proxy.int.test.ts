import { createServer, type IncomingMessage, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { Server as SocketServer } from 'socket.io';
import { io } from 'socket.io-client';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createTestWorld, type TestWorld } from '../testing/test-world.ts';

let sfu: Server;
let signalling: SocketServer;
let world: TestWorld;
const handshakes: IncomingMessage[] = [];

beforeAll(async () => {
  sfu = createServer();
  signalling = new SocketServer(sfu, { path: '/sfu', transports: ['websocket'] });
  signalling.on('connection', (socket) => {
    handshakes.push(socket.request);
    socket.on('echo', (text: string, answer: (text: string) => void) => answer(text));
  });
  await new Promise<void>((resolve) => sfu.listen(0, '127.0.0.1', resolve));
  world = await createTestWorld({ sfuPort: (sfu.address() as AddressInfo).port });
});
afterAll(async () => {
  await world.close();
  await signalling.close();
});

function open(cookie: string, headers: Record<string, string> = {}, path = '/sfu') {
  return io(world.server.url, {
    path,
    transports: ['websocket'],
    extraHeaders: { cookie, ...headers },
    forceNew: true,
    reconnection: false,
  });
}

const refused = (socket: ReturnType<typeof open>) =>
  new Promise<string>((resolve) => socket.once('connect_error', (error) => resolve(error.message)));

describe('proxy to the SFU', () => {
  it('carries a viewer’s signalling both ways, and no cookie', async () => {
    const socket = open((await world.signedIn('khanh')).cookie, { origin: world.server.url });
    const long = 'trực '.repeat(20_000);
    expect(await socket.emitWithAck('echo', long)).toBe(long);
    expect(handshakes.at(-1)?.headers.cookie).toBeUndefined();
    const closed = new Promise<void>((resolve) => handshakes.at(-1)?.socket.once('close', () => resolve()));
    socket.close();
    await closed;
  });

  it('refuses a page of another origin, a stranger, and every other path', async () => {
    const { cookie } = await world.signedIn('khanh');
    const sockets = [
      open(cookie, { origin: 'https://evil.example' }),
      open('', { origin: world.server.url }),
      open(cookie, { origin: world.server.url }, '/control'),
    ];
    expect(await Promise.all(sockets.map(refused))).toEqual([
      'websocket error',
      'websocket error',
      'websocket error',
    ]);
    expect(handshakes).toHaveLength(1);
  });

  it('answers 503 while the SFU is down, and lives on', async () => {
    const { cookie } = await world.signedIn('khanh');
    await signalling.close();
    const answer = await new Promise<number | undefined>((resolve, reject) => {
      void import('node:http').then(({ request }) => {
        const asked = request(`${world.server.url}/sfu/?EIO=4&transport=websocket`, {
          headers: {
            cookie,
            connection: 'Upgrade',
            upgrade: 'websocket',
            'sec-websocket-version': '13',
            'sec-websocket-key': 'dGhlIHNhbXBsZSBub25jZQ==',
          },
        });
        asked
          .on('response', (response) => resolve(response.statusCode))
          .on('error', reject)
          .end();
      });
    });
    expect(answer).toBe(503);
    expect((await world.browser().get('/healthz')).status).toBe(200);
  });
});
