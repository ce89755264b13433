import type { Clock } from '@truc/base';
import type { QuarantineResponse, Waiting } from '@truc/domain/api';
import { EntryWrittenSchema } from '@truc/domain/logbook';
import { AdoptedSchema, isAdoptable } from '@truc/domain/quarantine';
import { readHeader, type OperationHeader, type ScopeId } from '@truc/sync/protocol';
import * as v from 'valibot';
import type { Audit } from '../access/audit.ts';
import type { LostWrites } from '../access/lost-writes.ts';
import type { QuarantinedLeaf, QuarantineStore } from '../access/quarantine-store.ts';
import type { RegisterCache } from '../access/register-cache.ts';
import type { Register } from '../access/register.ts';
import {
  postOfScope,
  postScope,
  provinceQuarantine,
  quarantineOf,
  quarantines,
  rightsOf,
} from '../access/rights.ts';
import { refuse } from '../http/refusal.ts';
import { getRoute, type MountedRoute } from '../http/route.ts';

export type QuarantineParts = {
  readonly quarantine: QuarantineStore;
  readonly lost: LostWrites;
  readonly registers: RegisterCache;
  readonly audit: Audit;
  readonly clock: Clock;
};

/** `GET /api/quarantine`: what waits for this person. For whoever adopts nothing it does not exist. */
export function quarantineRoute(parts: QuarantineParts): MountedRoute {
  return getRoute({ path: '/api/quarantine', guard: 'session' }, async ({ caller, request }) => {
    const { person } = caller;
    const register = await parts.registers.current();
    const rights = rightsOf(register, person, parts.clock);
    const own = quarantines(register).filter((scope) => rights.mayAdopt(scope));
    const line = {
      person,
      action: 'read_quarantine',
      object: own.join(' ') || null,
      address: request.ip,
    } as const;
    await parts.audit.write([
      own.length > 0 ? { ...line, outcome: 'granted' } : { ...line, outcome: 'denied', code: 'not_found' },
    ]);
    if (own.length === 0) return refuse('not_found');
    const lost = (await parts.lost.all()).filter(({ facilities: at }) =>
      at.length === 0
        ? own.includes(provinceQuarantine)
        : at.some((id) => own.includes(`quarantine:${id}` as ScopeId)),
    );
    return {
      waiting: await readWaiting(own, register, parts.quarantine),
      missing: lost.map(({ facilities: _facilities, ...missing }) => missing),
    } satisfies QuarantineResponse;
  });
}

async function readWaiting(
  quarantines: readonly ScopeId[],
  register: Register,
  store: QuarantineStore,
): Promise<Waiting[]> {
  const books = [...register.posts.values()]
    .map(postScope)
    .filter((book) => quarantines.includes(quarantineOf(register, book)));
  const [leaves, adoptions] = [await store.newest(quarantines), await store.adoptions(books)];
  const adopted = adoptionsByPlace(adoptions, register);
  return leaves.map((leaf) => toWaiting(leaf, { register, adopted }));
}

type AdoptedBy = ReadonlyMap<string, NonNullable<Waiting['adopted']>>;

/** The first adoption of each counts: a second one changed nothing. */
function adoptionsByPlace(leaves: readonly QuarantinedLeaf[], register: Register): AdoptedBy {
  const found = new Map<string, NonNullable<Waiting['adopted']>>();
  for (const { op, recvAt } of leaves) {
    const body = v.safeParse(AdoptedSchema, parseJson(op.b));
    const by = readHeader(op)?.actor;
    if (!body.success || by === undefined) continue;
    const name = placeName(body.output.from);
    if (!found.has(name)) found.set(name, { by: register.people.get(by)?.name ?? by, at: recvAt });
  }
  return found;
}

function toWaiting(
  leaf: QuarantinedLeaf,
  { register, adopted }: { readonly register: Register; readonly adopted: AdoptedBy },
): Waiting {
  const { scope, seq, op, code, recvAt: receivedAt } = leaf;
  const header = readHeader(op);
  const entry = v.safeParse(EntryWrittenSchema, parseJson(op.b));
  const isOfBook = header !== null && postOfScope(register, header.scope) !== undefined;
  return {
    from: { scope, seq },
    op,
    code,
    book: isOfBook ? header.scope : null,
    author:
      header === null
        ? null
        : { id: header.actor, name: register.people.get(header.actor)?.name ?? header.actor },
    text: entry.success ? entry.output.text : null,
    writtenAt: header === null ? null : writtenAt(header),
    receivedAt,
    adoptable: isOfBook && entry.success && isAdoptable(code),
    adopted: adopted.get(placeName({ scope, seq })) ?? null,
  };
}

function writtenAt({ wall, off }: OperationHeader): number | null {
  return off === null ? null : wall + off;
}

function placeName({ scope, seq }: { readonly scope: string; readonly seq: number }): string {
  return `${scope}#${seq}`;
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    // Not JSON: shown as what cannot be read.
    return undefined;
  }
}
