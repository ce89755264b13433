import { incidentKinds } from '@truc/domain/incident';
import type { ReplicaLeaf } from '@truc/sync/client';
import { canonicalJson, readHeader, type Json, type ScopeId } from '@truc/sync/protocol';
import { describe, expect, it } from 'vitest';
import { createSettledBy } from './settled-by.ts';

const incident = '0190163d-8694-7394-8001-0242ac120002';
const scope = 'facility:f-01' as ScopeId;

type Change = {
  readonly dev?: number;
  readonly base?: Record<string, number>;
  readonly status?: ReplicaLeaf['status'];
};

function leaf(
  seq: number,
  kind: string,
  body: Json,
  { dev = 1, base = {}, status = 'accepted' }: Change = {},
) {
  const h = canonicalJson({
    opId: `0190163d-8694-7394-8002-00000000000${seq}`,
    dev: `0190163d-8694-7394-8003-00000000000${dev}`,
    inst: 1,
    n: seq,
    prev: '0'.repeat(64),
    hlc: { t: 0, c: 0 },
    wall: 0,
    mono: 0,
    off: 0,
    err: 1,
    actor: `p-${dev}`,
    lease: null,
    scope,
    kind,
    v: 1,
    base,
    commit: '0'.repeat(64),
  });
  const op = { h, b: canonicalJson(body), s: 'A'.repeat(22) };
  return { seq, op, status, code: null, recvAt: 5, redacted: null, scope } as ReplicaLeaf;
}

const fields = { title: 'x', description: '', severity: 'high', casualties: null, place: '', cameras: [] };
const opened = leaf(1, incidentKinds.open.kind, { incident, fields });
const winner = leaf(2, incidentKinds.set.kind, { incident, fields: { place: 'A' } }, { base: { place: 1 } });
const loser = leaf(
  3,
  incidentKinds.set.kind,
  { incident, fields: { place: 'B' } },
  { dev: 2, base: { place: 1 }, status: 'conflict' },
);
const loserId = readHeader(loser.op)?.opId ?? '';
const choice = leaf(
  4,
  incidentKinds.resolve.kind,
  { incident, field: 'place', value: 'B', settles: [loserId] },
  { dev: 3, base: { place: 2 } },
);

function settling(stored: readonly ReplicaLeaf[], needsNobody = false) {
  const rows = stored.map(({ op, seq, recvAt }) => ({
    op,
    place: { state: 'on_server', seq, recvAt } as const,
  }));
  return createSettledBy({
    logs: { read: () => Promise.resolve({ rows: rows.toReversed(), hasOlder: false, isPulled: true }) },
    needsNobody: () => Promise.resolve(needsNobody),
  });
}

describe('createSettledBy', () => {
  it('[IN10] tells of a choice from all of its log, also of what came with it and of what was stored meanwhile', async () => {
    const settled = { opId: loserId, n: 3, by: 'resolution', leaf: { seq: 4 } };
    const before = settling([opened, winner, loser]);
    expect(await before({ scope, leaves: [choice] })).toMatchObject([settled]);
    expect(await settling([])({ scope, leaves: [opened, winner, loser, choice] })).toMatchObject([settled]);
    const quicker = settling([opened, winner, loser, choice]);
    expect(await quicker({ scope, leaves: [choice] })).toMatchObject([settled]);
  });

  it('[IN10] [AD3] tells of a choice that had waited in quarantine, once a manager adopts it', async () => {
    const adopted = leaf(
      5,
      'quarantine.adopted',
      { from: { scope: 'quarantine:f-01', seq: 1 }, op: { ...choice.op }, code: 'lease_expired' },
      { dev: 4 },
    );
    expect(await settling([opened, winner, loser])({ scope, leaves: [adopted] })).toMatchObject([
      { opId: readHeader(choice.op)?.opId, by: 'adoption', leaf: { seq: 5 } },
      { opId: loserId, n: 3, by: 'resolution', leaf: { seq: 5 } },
    ]);
  });

  it('reads no log for a choice while nothing of this device needs anybody', async () => {
    expect(await settling([opened, winner, loser], true)({ scope, leaves: [choice] })).toEqual([]);
  });

  it('[AD3] [AD5] tells of what a manager took in or did not, and not of what could no longer be carried out', async () => {
    const carrying = (
      seq: number,
      word: string,
      status: ReplicaLeaf['status'],
      more: Record<string, Json> = {},
    ) =>
      leaf(
        seq,
        `quarantine.${word}`,
        { from: { scope: 'quarantine:f-01', seq: 1 }, op: { ...loser.op }, code: 'lease_expired', ...more },
        { dev: 3, status },
      );
    const leaves = [
      carrying(5, 'adopted', 'rejected'),
      carrying(6, 'refused', 'accepted', { reason: 'nhầm' }),
      carrying(7, 'adopted', 'conflict'),
    ];
    expect(await settling([])({ scope, leaves })).toMatchObject([
      { opId: loserId, by: 'refusal', leaf: { seq: 6 } },
      { opId: loserId, by: 'adoption', leaf: { seq: 7 } },
    ]);
  });
});
