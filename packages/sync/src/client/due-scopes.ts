import { cursorLimit, type ScopeId } from '@truc/sync/protocol';
import type { RoundContext } from './round-context.ts';

/** What the next page is asked for; empty when there is nothing to fetch, or nobody to fetch it for. */
export function dueScopes({ ports, board, session }: RoundContext): readonly ScopeId[] {
  if (session.wanted.size === 0 || board.reach().signedOut) return [];
  return [...session.wanted]
    .filter((scope) => session.followed.has(scope) && ports.leases.opens(scope))
    .slice(0, cursorLimit);
}
