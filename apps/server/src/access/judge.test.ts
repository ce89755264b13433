import type { DeviceId, OperationHeader } from '@truc/sync/protocol';
import { describe, expect, it } from 'vitest';
import { createJudge } from './judge.ts';
import type { Register, TimedAssignment } from './register.ts';

const dev = '00000000-0000-4000-8000-000000000001' as DeviceId;
const now = 1_623_741_600_000;

/** One watch of facility f-01, whose role ends at `validTo`. */
function register(validTo: number): Register {
  const held: TimedAssignment = {
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
    settings: { iocViewingDocument: null },
    assignments: new Map([['khanh', [held]]]),
  };
}

async function verdict(
  change: Partial<OperationHeader>,
  options: { body?: string | null; validTo?: number } = {},
) {
  const base = { actor: 'khanh', scope: 'post:p-01', kind: 'logbook.entry', v: 1 };
  const judge = createJudge({
    registers: {
      current: () => Promise.resolve(register(options.validTo ?? Number.POSITIVE_INFINITY)),
      assignments: () => [],
      invalidate: () => undefined,
      onRolesLost: () => undefined,
      close: () => undefined,
    },
    logins: {
      record: () => Promise.resolve(),
      amongThem: () => Promise.resolve(new Set(['khanh'])),
    },
    clock: { now: () => now, monotonic: () => 0 },
  });
  const header = { ...base, ...change } as OperationHeader;
  const body = options.body === undefined ? '{"text":"Yên","phrase":null,"camera":null}' : options.body;
  const [answer] = await judge.decide(dev, [{ header, body }]);
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
