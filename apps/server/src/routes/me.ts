import { describeMe, type MeContext } from '../access/describe-me.ts';
import type { RegisterCache } from '../access/register-cache.ts';
import { refuse } from '../http/refusal.ts';
import { getRoute, type MountedRoute } from '../http/route.ts';

export type MeParts = MeContext & { readonly registers: RegisterCache };

/** `GET /api/me`: who I am, and what I may do. */
export function meRoute({ registers, ...context }: MeParts): MountedRoute {
  return getRoute({ path: '/api/me', guard: 'session' }, async ({ caller }) => {
    return describeMe(await registers.current(), caller.person, context) ?? refuse('not_signed_in');
  });
}
