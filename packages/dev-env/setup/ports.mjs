import { createSocket } from 'node:dgram';
import { createServer } from 'node:net';
import { Fail } from './fail.mjs';
import { portHolder } from './port-holder.mjs';

/**
 * @typedef {object} WantedPort
 * @property {string} purpose
 * @property {string} variable the environment variable that changes it
 * @property {string} host
 * @property {number} port
 * @property {('tcp' | 'udp')[]} protocols
 */

/**
 * @param {NodeJS.ProcessEnv} env
 * @returns {WantedPort[]} without those that are 0, for which the system picks a free one
 */
export function wantedPorts(env) {
  const loopback = '127.0.0.1';
  const tcp = /** @type {('tcp' | 'udp')[]} */ (['tcp']);
  const wanted = [
    { purpose: 'server', variable: 'TRUC_PORT', host: env.TRUC_HOST || loopback, port: 8080, protocols: tcp },
    { purpose: 'sfu', variable: 'TRUC_SFU_PORT', host: loopback, port: 8081, protocols: tcp },
    {
      purpose: 'simulated cameras',
      variable: 'TRUC_CAMERAS_PORT',
      host: loopback,
      port: 8554,
      protocols: tcp,
    },
  ];
  const set = wanted.map((each) => ({ ...each, port: readNumber(env, each.variable, each.port) }));
  return [...set, ...mediaPorts(env)].filter(({ port }) => port > 0);
}

/**
 * One port for each worker, counting up, on each address (`ip` or `ip=announced`).
 * @param {NodeJS.ProcessEnv} env
 * @returns {WantedPort[]}
 */
function mediaPorts(env) {
  const first = readNumber(env, 'TRUC_MEDIA_PORT', 44_400);
  const workers = first === 0 ? 0 : readNumber(env, 'TRUC_SFU_WORKERS', 2);
  const hosts = (env.TRUC_MEDIA_IPS || '127.0.0.1').split(',').map((each) => each.trim().split('=')[0] ?? '');
  return hosts.flatMap((host) =>
    Array.from({ length: workers }, (_, index) => ({
      purpose: 'media',
      variable: 'TRUC_MEDIA_PORT',
      host,
      port: first + index,
      protocols: ['udp', 'tcp'],
    })),
  );
}

/** @param {WantedPort[]} ports */
export async function refuseTakenPorts(ports) {
  for (const wanted of ports)
    for (const protocol of wanted.protocols) {
      const problem = await tryToBind(wanted, protocol);
      if (problem) throw new Fail(portMessage(wanted, protocol, problem));
    }
}

/**
 * @param {WantedPort} wanted
 * @param {'tcp' | 'udp'} protocol
 * @param {string} code of the error that binding gave
 * @returns {string}
 */
export function portMessage(wanted, protocol, code) {
  const { host, port, purpose, variable } = wanted;
  const where = `${protocol.toUpperCase()} port ${host}:${port} (${purpose})`;
  const instead = `set ${variable} to another`;
  if (code === 'EACCES') return `${where} needs rights that this user lacks: ${instead} above 1023`;
  if (code === 'EADDRNOTAVAIL') return `${where} cannot be used: this machine has no address ${host}`;
  if (code !== 'EADDRINUSE') return `${where} cannot be used (${code}): ${instead}`;
  const holder = portHolder(port, protocol);
  return `${where} is taken${holder ? ` by ${holder}` : ''}: stop that program, or ${instead}, such as ${variable}=${port + 10}`;
}

/**
 * @param {NodeJS.ProcessEnv} env
 * @param {string} variable
 * @param {number} fallback
 */
function readNumber(env, variable, fallback) {
  const text = env[variable];
  if (!text) return fallback;
  const number = Number(text);
  if (Number.isInteger(number) && number >= 0 && number < 65_536) return number;
  throw new Fail(`${variable}=${text} is no number from 0 to 65535: correct it, or unset it`);
}

/**
 * @param {WantedPort} wanted
 * @param {'tcp' | 'udp'} protocol
 * @returns {Promise<string | undefined>} the error's code, or nothing where the port is free
 */
function tryToBind({ host, port }, protocol) {
  return new Promise((resolve) => {
    /** @param {NodeJS.ErrnoException} error */
    const refused = (error) => resolve(error.code ?? error.message);
    if (protocol === 'tcp') {
      const server = createServer().once('error', refused);
      server.listen({ host, port, exclusive: true }, () => server.close(() => resolve(undefined)));
    } else {
      const socket = createSocket(host.includes(':') ? 'udp6' : 'udp4').once('error', refused);
      socket.bind({ address: host, port, exclusive: true }, () => socket.close(() => resolve(undefined)));
    }
  });
}
