import { timingSafeEqual, createHash } from 'node:crypto';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { deviceCookie, type Devices } from '../auth/devices.ts';
import type { LogIn } from '../auth/log-in.ts';
import { readSession } from '../auth/sessions.ts';
import { refuse, type Refusal } from './refusal.ts';
import type { Caller, GuardName } from './route.ts';

export type Guards = {
  readonly [Name in GuardName]: (
    request: FastifyRequest,
    reply: FastifyReply,
  ) => Promise<Caller[Name] | Refusal>;
};

export type GuardOptions = {
  readonly logIn: LogIn;
  readonly devices: Devices;
  readonly metricsToken: string | undefined;
};

export function createGuards({ logIn, devices, metricsToken }: GuardOptions): Guards {
  return {
    public: () => Promise.resolve(undefined),
    async session(request, reply) {
      const { session, setCookies } = await readSession(logIn, request.headers);
      for (const cookie of setCookies) void reply.header('set-cookie', cookie);
      return session ?? refuse('not_signed_in');
    },
    async device(request) {
      const token = request.cookies[deviceCookie];
      const device = token === undefined ? null : await devices.byToken(token);
      if (device === null) return refuse('device_unknown');
      return device.blocked ? refuse('device_blocked') : device;
    },
    operations: (request) =>
      Promise.resolve(isOperations(request, metricsToken) ? undefined : refuse('not_found')),
  };
}

/** A monitor on this machine, not one whom a proxy brought; or anybody who has the token. */
function isOperations(request: FastifyRequest, token: string | undefined): boolean {
  const given = request.headers.authorization;
  if (token !== undefined && given !== undefined) return isSame(given, `Bearer ${token}`);
  const address = request.socket.remoteAddress ?? '';
  const isLocal = address === '127.0.0.1' || address === '::1' || address === '::ffff:127.0.0.1';
  return isLocal && request.headers['x-forwarded-for'] === undefined;
}

function isSame(a: string, b: string): boolean {
  const [digestA, digestB] = [a, b].map((text) => createHash('sha256').update(text).digest());
  return digestA !== undefined && digestB !== undefined && timingSafeEqual(digestA, digestB);
}
