import type { Clock } from '@truc/base';
import type { Pairing } from '@truc/domain/api';
import { kioskStateOf } from '@truc/domain/kiosk';
import type { FastifyReply, FastifyRequest } from 'fastify';
import * as v from 'valibot';
import { refuse } from '../http/refusal.ts';
import { getRoute, postRoute, type MountedRoute } from '../http/route.ts';
import {
  hashOf,
  kioskCookie,
  kioskCookieSeconds,
  newKioskToken,
  type KioskStore,
} from '../kiosk/kiosk-store.ts';
import type { Pairings, WaitingScreen } from '../kiosk/pairings.ts';

export type DisplayPairingParts = {
  readonly kiosks: Pick<KioskStore, 'byToken'>;
  readonly pairings: Pairings;
  readonly clock: Clock;
  /** Whether the cookie may be sent over https only. */
  readonly secure: boolean;
};

/**
 * A screen without an account asks for one: `POST /api/display/pairing` gives it a secret, in a cookie that no script reads, and a
 * code to show; `GET` says whether somebody has answered for it. The secret opens nothing before that.
 */
export function displayPairingRoutes(parts: DisplayPairingParts): readonly MountedRoute[] {
  const { pairings } = parts;
  const body = { schema: v.strictObject({}), versions: null, limitBytes: 256 };
  return [
    getRoute({ path: '/api/display/pairing', guard: 'public' }, async ({ request, reply }) =>
      stateOf(request, reply, parts),
    ),
    postRoute({ path: '/api/display/pairing', guard: 'public', body }, async ({ request, reply }) => {
      const known = await stateOf(request, reply, parts);
      if (known.state !== 'none') return known;
      const waitMs = pairings.waitMs(request.ip);
      if (waitMs > 0) return refuse('too_many_requests', { retryAfterMs: waitMs });
      const { token, hash: tokenHash } = newKioskToken();
      const browser = (request.headers['user-agent'] ?? '').slice(0, 200);
      const asked = pairings.ask({ tokenHash, address: request.ip, browser });
      keepToken(reply, token, parts);
      return describe(asked);
    }),
  ];
}

async function stateOf(
  request: FastifyRequest,
  reply: FastifyReply,
  parts: DisplayPairingParts,
): Promise<Pairing> {
  const token = request.cookies[kioskCookie];
  if (token === undefined) return { state: 'none' };
  const kiosk = await parts.kiosks.byToken(token);
  if (kiosk !== null && kioskStateOf(kiosk, parts.clock.now()) === 'paired') {
    // Browsers forget cookies after a while, however long they were meant for: each start keeps it anew.
    keepToken(reply, token, parts);
    return { state: 'paired' };
  }
  const waiting = kiosk === null ? parts.pairings.ofToken(hashOf(token)) : null;
  return waiting === null ? { state: 'none' } : describe(waiting);
}

function keepToken(reply: FastifyReply, token: string, { secure }: DisplayPairingParts): void {
  void reply.setCookie(kioskCookie, token, {
    path: '/',
    httpOnly: true,
    sameSite: 'strict',
    secure,
    maxAge: kioskCookieSeconds,
  });
}

function describe({ code, expiresAt }: WaitingScreen): Pairing {
  return { state: 'waiting', code, expiresAt };
}
