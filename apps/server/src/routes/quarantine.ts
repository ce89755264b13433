import type { Clock } from '@truc/base';
import type { QuarantineResponse, Waiting } from '@truc/domain/api';
import { entryKinds, EntryWrittenSchema } from '@truc/domain/logbook';
import { readCarried } from '@truc/domain/quarantine';
import {
  bodyLimitBytes,
  canonicalJson,
  readHeader,
  utf8Length,
  type OperationHeader,
  type OutcomeStatus,
  type ScopeId,
  type WireOperation,
} from '@truc/sync/protocol';
import * as v from 'valibot';
import type { Audit } from '../access/audit.ts';
import { beyondAdoption, isWaitingFor } from '../access/beyond-adoption.ts';
import type { LostWrites } from '../access/lost-writes.ts';
import type { QuarantinedLeaf, QuarantineStore, WordOnWaiting } from '../access/quarantine-store.ts';
import type { RegisterCache } from '../access/register-cache.ts';
import type { Register } from '../access/register.ts';
import {
  isLogOf,
  logsOf,
  provinceQuarantine,
  quarantineOf,
  quarantines,
  rightsOf,
  type Rights,
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
      waiting: await readWaiting(own, { register, rights, store: parts.quarantine }),
      missing: lost.map(({ facilities: _facilities, ...missing }) => missing),
    } satisfies QuarantineResponse;
  });
}

async function readWaiting(
  quarantines: readonly ScopeId[],
  { register, rights, store }: { register: Register; rights: Rights; store: QuarantineStore },
): Promise<Waiting[]> {
  const own = new Set(quarantines);
  const logs = logsOf(register).filter((log) => own.has(quarantineOf(register, log)));
  const [leaves, words] = [await store.newest(quarantines), await store.words(logs)];
  const said = wordsByPlace(words, register);
  return leaves.map((leaf) => toWaiting(leaf, { register, rights, said }));
}

type Told = Pick<Waiting, 'adopted' | 'refused'>;
const untold: Told = { adopted: null, refused: null };

/** The first adoption counts, whenever it comes; a refusal only where nobody adopts. */
function wordsByPlace(words: readonly WordOnWaiting[], register: Register): ReadonlyMap<string, Told> {
  const found = new Map<string, Told>();
  for (const { op, recvAt: at, status } of words) {
    const header = readHeader(op);
    const carried = header === null ? null : readCarried({ ...header, body: op.b });
    if (header === null || carried === null) continue;
    const name = placeName(carried.from);
    const told = found.get(name) ?? untold;
    const by = register.people.get(header.actor)?.name ?? header.actor;
    if (carried.word === 'adopted' && (told.adopted === null || told.adopted.applied === 'no'))
      found.set(name, { ...told, adopted: { by, at, applied: appliedBy(status) } });
    else if (carried.reason !== null)
      found.set(name, { ...told, refused: { by, at, reason: carried.reason } });
  }
  return found;
}

function appliedBy(status: OutcomeStatus): 'yes' | 'conflict' | 'no' {
  if (status === 'rejected') return 'no';
  return status === 'conflict' ? 'conflict' : 'yes';
}

type Around = {
  readonly register: Register;
  readonly rights: Rights;
  readonly said: ReadonlyMap<string, Told>;
};

function toWaiting(leaf: QuarantinedLeaf, { register, rights, said }: Around): Waiting {
  const { scope, seq, op, code, recvAt: receivedAt } = leaf;
  const header = readHeader(op);
  const entry = header?.kind === entryKinds.kind ? v.safeParse(EntryWrittenSchema, parseJson(op.b)) : null;
  const hasLog = header !== null && isLogOf(register, header.scope);
  return {
    from: { scope, seq },
    op,
    code,
    log: hasLog ? header.scope : null,
    author:
      header === null
        ? null
        : { id: header.actor, name: register.people.get(header.actor)?.name ?? header.actor },
    text: entry?.success === true ? entry.output.text : null,
    writtenAt: header === null ? null : writtenAt(header),
    receivedAt,
    beyond: beyondAdoption(leaf, register, rights),
    refusable: header !== null && isWaitingFor(leaf, header, register) && isCarriable(op),
    ...(said.get(placeName({ scope, seq })) ?? untold),
  };
}

/** A refusal carries the words with it, and is an operation like any other: what is too long for that stays as it is. */
function isCarriable({ h, b, s }: WireOperation): boolean {
  return utf8Length(canonicalJson({ h, b, s })) + wordsBesideBytes <= bodyLimitBytes;
}
/** Room for a reason, where it waited, and why. */
const wordsBesideBytes = 4_096;

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
