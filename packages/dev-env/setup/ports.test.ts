import { spawnSync } from 'node:child_process';
import { createSocket } from 'node:dgram';
import { once } from 'node:events';
import { createServer, type AddressInfo } from 'node:net';
import { fileURLToPath } from 'node:url';
import { expect, test } from 'vitest';
import { refuseTakenPorts, wantedPorts } from './ports.mjs';

const cli = fileURLToPath(new URL('./cli.mjs', import.meta.url));

test('start refuses a taken port in one line that names the port, its holder and the variable', async () => {
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  const started = spawnSync(process.execPath, [cli, 'start'], {
    encoding: 'utf8',
    env: { ...process.env, TRUC_PORT: String(port) },
  });
  server.close();
  expect(started.status).toBe(1);
  expect(started.stderr.trim().split('\n')).toHaveLength(1);
  expect(started.stderr).toContain(`TCP port 127.0.0.1:${port} (server) is taken by node`);
  expect(started.stderr).toContain(`(process ${process.pid})`);
  expect(started.stderr).toContain('set TRUC_PORT to another');
});

test('a taken UDP port for media is found although its TCP port is free', async () => {
  const socket = createSocket('udp4').bind(0, '127.0.0.1');
  await once(socket, 'listening');
  const { port } = socket.address();
  const wanted = wantedPorts({ TRUC_MEDIA_PORT: String(port) }).filter(
    ({ variable }) => variable === 'TRUC_MEDIA_PORT',
  );
  await expect(refuseTakenPorts(wanted)).rejects.toThrow(`UDP port 127.0.0.1:${port} (media) is taken`);
  socket.close();
});

test('a free port is left free', async () => {
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  server.close();
  await once(server, 'close');
  const wanted = wantedPorts({ TRUC_MEDIA_PORT: String(port), TRUC_SFU_WORKERS: '1' }).slice(-1);
  await refuseTakenPorts(wanted);
  await refuseTakenPorts(wanted);
});

test('an address that the machine has not is told from a taken port', async () => {
  const wanted = wantedPorts({ TRUC_MEDIA_IPS: '192.0.2.1' }).slice(-1);
  await expect(refuseTakenPorts(wanted)).rejects.toThrow('this machine has no address 192.0.2.1');
});

test('a port that is no number is refused by its variable', () => {
  expect(() => wantedPorts({ TRUC_SFU_PORT: 'eighty' })).toThrow(
    'TRUC_SFU_PORT=eighty is no number from 0 to 65535',
  );
});

test('media needs one port for each worker on each address', () => {
  const env = { TRUC_MEDIA_IPS: '10.0.0.5=203.0.113.9, 127.0.0.1', TRUC_SFU_WORKERS: '2' };
  const media = wantedPorts(env).filter(({ purpose }) => purpose === 'media');
  expect(media.map(({ host, port }) => `${host}:${port}`)).toEqual([
    '10.0.0.5:44400',
    '10.0.0.5:44401',
    '127.0.0.1:44400',
    '127.0.0.1:44401',
  ]);
});

test('a port that the system is to pick is not looked at', () => {
  const env = { TRUC_PORT: '0', TRUC_SFU_PORT: '0', TRUC_CAMERAS_PORT: '0', TRUC_MEDIA_PORT: '0' };
  expect(wantedPorts(env)).toEqual([]);
});
