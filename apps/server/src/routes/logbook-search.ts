import type { Clock } from '@truc/base';
import { LogbookSearchRequestSchema, type LogbookSearchResponse } from '@truc/domain/api';
import type { ScopeId } from '@truc/sync/protocol';
import type { Audit } from '../access/audit.ts';
import type { RegisterCache } from '../access/register-cache.ts';
import type { Register } from '../access/register.ts';
import { postScope, rightsOf, type Rights } from '../access/rights.ts';
import { refuse } from '../http/refusal.ts';
import { postRoute, type MountedRoute } from '../http/route.ts';
import type { BookSearch } from '../search/book-search.ts';

export type LogbookSearchParts = {
  readonly search: BookSearch;
  readonly registers: RegisterCache;
  readonly audit: Audit;
  readonly clock: Clock;
};

const limitBytes = 4 * 1024;

/** `POST /api/logbook/search`: words in the books that this person may read now. A book that he may not read does not exist. */
export function logbookSearchRoute({ search, registers, audit, clock }: LogbookSearchParts): MountedRoute {
  const body = { schema: LogbookSearchRequestSchema, versions: null, limitBytes };
  return postRoute({ path: '/api/logbook/search', guard: 'session', body }, async (call) => {
    const { text, scope, before } = call.body;
    const register = await registers.current();
    const readable = readableBooks(register, rightsOf(register, call.caller.person, clock));
    const scopes = scope === null ? readable : readable.filter((one) => one === scope);
    const line = {
      person: call.caller.person,
      action: 'search_logbook',
      object: scope,
      address: call.request.ip,
      detail: { text },
    } as const;
    if (scope !== null && scopes.length === 0) {
      await audit.write([{ ...line, outcome: 'denied', code: 'not_found' }]);
      return refuse('not_found');
    }
    await audit.write([{ ...line, outcome: 'granted' }]);
    const { found, next } = await search.search({ text, scopes, before });
    return { found: [...found], next } satisfies LogbookSearchResponse;
  });
}

function readableBooks(register: Register, rights: Rights): readonly ScopeId[] {
  return [...register.posts.values()].map(postScope).filter((scope) => rights.mayRead(scope));
}
