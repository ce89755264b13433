import { SignOutRequestSchema } from '@truc/domain/api';
import * as v from 'valibot';
import type { AddressThrottle } from '../auth/address-throttle.ts';
import type { LogIn } from '../auth/log-in.ts';
import type { SessionNames } from '../auth/session-names.ts';
import { readSession } from '../auth/sessions.ts';
import { refuse } from '../http/refusal.ts';
import { postRoute, type MountedRoute } from '../http/route.ts';
import { noteEnds, type EndParts } from './note-ends.ts';

export type SignOutParts = EndParts & {
  readonly logIn: LogIn;
  readonly sessionNames: SessionNames;
  /** Counts names that nobody has heard of, apart from failed sign-ins. */
  readonly nameThrottle: AddressThrottle;
};

/**
 * `POST /api/sign-out`: ends sessions on the server, not only in the browser: those that it names, or that of its cookie. The device stays
 * enrolled: unsent work is its own. It clears no cookie: its answer may come after that of a newer sign-in, whose cookie it would be.
 */
export function signOutRoute(parts: SignOutParts): MountedRoute {
  const { logIn, sessionNames, nameThrottle } = parts;
  const body = { schema: v.nullish(SignOutRequestSchema), versions: null, limitBytes: 2 * 1024 };
  return postRoute({ path: '/api/sign-out', guard: 'public', body }, async ({ body, request }) => {
    const { ip: address } = request;
    if (body?.sessions === undefined) {
      const { session } = await readSession(logIn, request.headers);
      if (session === null) return refuse('not_signed_in');
      await noteEnds(parts, { ended: await sessionNames.endOne(session.id), by: 'cookie', address });
      return {};
    }
    const waitMs = nameThrottle.waitMs(address);
    if (waitMs > 0) return refuse('too_many_requests', { retryAfterMs: waitMs });
    const { ended, unknown } = await sessionNames.end(body.sessions);
    for (let at = 0; at < unknown; at += 1) nameThrottle.failed(address);
    await noteEnds(parts, { ended, by: 'name', address });
    return {};
  });
}
