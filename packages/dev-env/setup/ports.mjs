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
 * @returns {WantedPort[]}
 */
export function wantedPorts(env) {
  const loopback = '127.0.0.1';
  const host = env.TRUC_HOST || loopback;
  const mediaHosts = (env.TRUC_MEDIA_IPS || loopback).split(',').map((each) => each.trim());
  const tcp = /** @type {('tcp' | 'udp')[]} */ (['tcp']);
  return [
    {
      purpose: 'server',
      variable: 'TRUC_PORT',
      host,
      port: readPort(env, 'TRUC_PORT', 8080),
      protocols: tcp,
    },
    {
      purpose: 'sfu',
      variable: 'TRUC_SFU_PORT',
      host: loopback,
      port: readPort(env, 'TRUC_SFU_PORT', 8081),
      protocols: tcp,
    },
    {
      purpose: 'simulated cameras',
      variable: 'TRUC_CAMERAS_PORT',
      host: loopback,
      port: readPort(env, 'TRUC_CAMERAS_PORT', 8554),
      protocols: tcp,
    },
    ...mediaHosts.map((mediaHost) => ({
      purpose: 'media',
      variable: 'TRUC_MEDIA_PORT',
      host: mediaHost,
      port: readPort(env, 'TRUC_MEDIA_PORT', 44400),
      protocols: /** @type {('tcp' | 'udp')[]} */ (['udp', 'tcp']),
    })),
  ];
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
function readPort(env, variable, fallback) {
  const text = env[variable];
  if (!text) return fallback;
  const port = Number(text);
  if (Number.isInteger(port) && port > 0 && port < 65_536) return port;
  throw new Fail(`${variable}=${text} is no port number: set it to a number from 1 to 65535, or unset it`);
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
