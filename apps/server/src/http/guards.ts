import { timingSafeEqual, createHash } from 'node:crypto';
import type { Clock } from '@truc/base';
import { kioskStateOf } from '@truc/domain/kiosk';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { deviceCookie, type Device, type Devices } from '../auth/devices.ts';
import type { LogIn } from '../auth/log-in.ts';
import { readSession, type Session } from '../auth/sessions.ts';
import { kioskCookie, type KioskStore } from '../kiosk/kiosk-store.ts';
import { isRefusal, refuse, type Refusal } from './refusal.ts';
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
  readonly kiosks: Pick<KioskStore, 'byToken'>;
  readonly clock: Clock;
  readonly metricsToken: string | undefined;
};

export function createGuards({ logIn, devices, kiosks, clock, metricsToken }: GuardOptions): Guards {
  async function session(request: FastifyRequest, reply: FastifyReply): Promise<Session | Refusal> {
    const read = await readSession(logIn, request.headers);
    for (const cookie of read.setCookies) void reply.header('set-cookie', cookie);
    return read.session ?? refuse('not_signed_in');
  }

  /** Also a blocked one, and one that is to be emptied: what such a device may still do is its route's question. */
  async function device(request: FastifyRequest): Promise<Device | Refusal> {
    const token = request.cookies[deviceCookie];
    const found = token === undefined ? null : await devices.byToken(token);
    return found ?? refuse('device_unknown');
  }

  return {
    public: () => Promise.resolve(undefined),
    session,
    device,
    async tablet(request, reply) {
      const signedIn = await session(request, reply);
      if (isRefusal(signedIn)) return signedIn;
      const enrolled = await device(request);
      if (isRefusal(enrolled)) return enrolled;
      if (enrolled.blocked) return refuse('device_blocked');
      return enrolled.wipeOrdered ? refuse('wipe_ordered') : { ...signedIn, device: enrolled };
    },
    async kiosk(request) {
      const token = request.cookies[kioskCookie];
      const found = token === undefined ? null : await kiosks.byToken(token);
      if (found === null) return refuse('not_signed_in');
      return kioskStateOf(found, clock.now()) === 'paired' ? found : refuse('device_blocked');
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
