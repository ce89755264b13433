import type { DeviceId, OperationHeader, PersonId, ScopeId } from '@truc/sync/protocol';
import { describe, expect, it } from 'vitest';
import { createJudge } from './judge.ts';
import type { IssuedLease } from './leases.ts';
import type { Register, TimedAssignment } from './register.ts';

const dev = '00000000-0000-4000-8000-000000000001' as DeviceId;
const otherDev = '00000000-0000-4000-8000-000000000002' as DeviceId;
const now = 1_623_741_600_000;

/** One watch of facility f-01, whose role ends at `validTo`. */
function register(validTo: number): Register {
  const held: TimedAssignment = {
    id: '1',
    assignment: { role: 'facility_watch', facility: 'f-01', district: null, post: null },
    validFrom: 0,
    validTo,
  };
  return {
    people: new Map(),
    facilities: new Map([
      [
        'f-01',
        { id: 'f-01', name: 'Cơ sở 01', district: 'pleiku', authority: 'military', state: 'operating' },
      ],
    ]),
    posts: new Map([
      ['p-01', { id: 'p-01', facility: 'f-01', name: 'Trực 01', kind: 'facility' }],
      ['ioc-1', { id: 'ioc-1', facility: null, name: 'Bàn IOC', kind: 'ioc' }],
    ]),
    cameras: new Map(),
    recorders: new Map(),
    settings: { iocViewingDocument: null },
    inspectionCycleDays: 15,
    accountUnusedDays: 30,
    exportValidDays: 7,
    watchSpellMinutes: 20,
    assignments: new Map([['khanh', [held]]]),
    recorderOf: new Map(),
    retention: new Map(),
    placements: new Map(),
    documents: [],
    patterns: [],
    misuse: new Map(),
  };
}

const hour = 60 * 60 * 1_000;
const runs: IssuedLease = {
  id: 'lease-1',
  person: 'khanh' as PersonId,
  dev,
  scopes: ['post:p-01' as ScopeId, 'post:ioc-1' as ScopeId],
  roles: [{ role: 'facility_watch', facility: 'f-01', district: null, post: null }],
  issuedAt: now - hour,
  notAfter: now + hour,
};
const ended: IssuedLease = { ...runs, notAfter: now - hour };

type Circumstances = {
  readonly body?: string | null;
  readonly validTo?: number;
  readonly lease?: IssuedLease;
  readonly needsLease?: boolean;
};

async function verdict(change: Partial<OperationHeader>, circumstances: Circumstances = {}) {
  const { lease, needsLease = false, validTo = Number.POSITIVE_INFINITY } = circumstances;
  const base = { actor: 'khanh', scope: 'post:p-01', kind: 'logbook.entry', v: 1, lease: lease?.id ?? null };
  const judge = createJudge({
    registers: {
      current: () => Promise.resolve(register(validTo)),
      assignments: () => [],
      invalidate: () => undefined,
      onRolesChanged: () => undefined,
      close: () => Promise.resolve(),
    },
    logins: {
      record: () => Promise.resolve(),
      amongThem: () => Promise.resolve(new Set(['khanh'])),
    },
    handovers: { of: () => Promise.resolve(new Map()) },
    countersigns: { standing: () => Promise.resolve(new Set()) },
    leases: {
      byIds: (ids) =>
        Promise.resolve(new Map(lease !== undefined && ids.includes(lease.id) ? [[lease.id, lease]] : [])),
    },
    quarantine: { at: () => Promise.resolve([]) },
    installations: { facts: () => Promise.resolve({ needsLease, key: null }) },
    clock: { now: () => now, monotonic: () => 0 },
  });
  const header = { ...base, wall: now, off: 0, err: 5, ...change } as OperationHeader;
  const { body = '{"text":"Yên","phrase":null,"camera":null}' } = circumstances;
  const [answer] = await judge.decide({ dev, inst: 1 }, [{ header, body }]);
  return answer;
}

describe('judge', () => {
  it('[GL-22] accepts an entry of the post’s own watch', async () => {
    expect(await verdict({})).toEqual({ status: 'accepted', code: null, quarantine: 'quarantine:f-01' });
  });

  it.each([
    ['a stranger to the device', { actor: 'la' }, 'actor_unknown_on_device'],
    ['a post of nobody’s', { scope: 'post:nowhere' }, 'scope_unknown'],
    ['another kind of log', { scope: 'incident:1' }, 'scope_unknown'],
    ['a post without the role', { scope: 'post:ioc-1' }, 'actor_not_permitted'],
    ['a kind of the future', { kind: 'logbook.future' }, 'schema_unreadable'],
    ['a version of the future', { v: 2 }, 'schema_unreadable'],
  ])('keeps an entry of %s in quarantine', async (_name, change, code) => {
    const answer = await verdict(change as Partial<OperationHeader>);
    expect(answer).toMatchObject({ status: 'quarantined', code });
  });

  it('keeps what it cannot read in quarantine, whatever it is', async () => {
    for (const body of [
      null,
      '',
      '{',
      '{"text":5}',
      '{"text":"x","phrase":null,"camera":null,"photo":"data:"}',
    ])
      expect(await verdict({}, { body })).toMatchObject({ code: 'schema_unreadable' });
  });

  it('asks about rights as of the receipt: a role that has ended no longer writes', async () => {
    expect(await verdict({}, { validTo: now })).toMatchObject({ code: 'actor_not_permitted' });
    expect(await verdict({}, { validTo: now + 1 })).toMatchObject({ code: null });
  });
});

/** The table of section 4.7: authored under what, received when, and what becomes of it. */
describe('judge of what was written offline', () => {
  const under = (lease: IssuedLease) => ({ lease, needsLease: true });
  const lost = { validTo: now };

  it('[LE4] accepts what was written under a lease that runs, by whoever is still allowed', async () => {
    expect(await verdict({}, under(runs))).toMatchObject({ status: 'accepted', code: null });
  });

  it('[LE4] keeps for the manager what was written under a valid lease and is revoked since', async () => {
    const answer = await verdict({}, { ...under(runs), ...lost });
    expect(answer).toEqual({ status: 'quarantined', code: 'revoked_since', quarantine: 'quarantine:f-01' });
  });

  it('[LE4] tells what was never allowed from what was revoked', async () => {
    const answer = await verdict({ scope: 'post:ioc-1' as ScopeId }, under(runs));
    expect(answer).toMatchObject({ code: 'actor_not_permitted' });
  });

  it('[LE3] accepts what arrives after the lease and was written before its end, with the whole error', async () => {
    const before = { wall: ended.notAfter - 1_000, off: 500, err: 500 };
    expect(await verdict(before, under(ended))).toMatchObject({ code: null });
    expect(await verdict({ ...before, err: 501 }, under(ended))).toMatchObject({ code: 'lease_expired' });
  });

  it('[LE3] flags what was written after the lease, or at a time that nobody knows', async () => {
    expect(await verdict({ wall: ended.notAfter + 1 }, under(ended))).toMatchObject({
      code: 'lease_expired',
    });
    const unknown = { wall: ended.notAfter - hour, off: null, err: null };
    expect(await verdict(unknown, under(ended))).toMatchObject({ code: 'lease_expired' });
    expect(await verdict({ wall: now }, { ...under(ended), ...lost })).toMatchObject({
      code: 'lease_expired',
    });
  });

  it('[LE3] [TI2] asks no clock of a tablet while the lease runs', async () => {
    for (const wall of [0, now - 10 * 365 * 24 * hour, now + 10 * 365 * 24 * hour, 4_102_444_800_000])
      for (const off of [null, 0, -999_999_999_999])
        expect(await verdict({ wall, off, err: off === null ? null : 0 }, under(runs))).toMatchObject({
          code: null,
        });
  });

  it.each([
    ['names none', {}, undefined],
    ['names one that never was', { lease: 'lease-9' }, runs],
    ['names another person’s', {}, { ...runs, person: 'la' as PersonId }],
    ['names another device’s', {}, { ...runs, dev: otherDev }],
    ['writes outside its scopes', {}, { ...runs, scopes: [] }],
  ])('[LE2] flags an operation that %s', async (_name, change, lease) => {
    const answer = await verdict(change, { needsLease: true, ...(lease && { lease }) });
    expect(answer).toMatchObject({ status: 'quarantined', code: 'lease_missing' });
  });

  it('[LE2] asks no lease of an installation that cannot hold one', async () => {
    expect(await verdict({ lease: null }, { needsLease: false })).toMatchObject({ code: null });
  });
});
