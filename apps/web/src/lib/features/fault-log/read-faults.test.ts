import { faultKinds, type FaultCommand } from '@truc/domain/fault-log';
import { describe, expect, it } from 'vitest';
import type { BookEntry } from '#lib/ports/sync-storage/read-book.ts';
import { reportOf } from './from-proposal.ts';
import { createFaultReader } from './read-faults.ts';

const fault = '0190163d-8694-7394-8001-0242ac120002';
const wall = 1_623_741_600_000;

describe('createFaultReader', () => {
  it('[KH-28] shows a report that waits on this tablet as a fault, with the time of its writing', () => {
    const { faults } = createFaultReader()([row(report(), { n: 1, place: { state: 'on_tablet' } })]);
    expect(faults).toMatchObject([
      { id: fault, shown: { status: 'detected', report: { at: wall } }, confirmed: { report: null } },
    ]);
  });

  it('[GL-25] shows what this device wrote on top of what the server has, and names what it saw of that', () => {
    const { faults } = createFaultReader()([
      row(substitute(), { n: 2, place: { state: 'on_tablet' } }),
      row(report(), { n: 1, place: { state: 'on_server', seq: 4, recvAt: wall } }),
    ]);
    expect(faults[0]).toMatchObject({
      shown: { status: 'substituted' },
      confirmed: { status: 'detected', version: { seq: 4 } },
    });
    expect(faults[0]?.timeline.map(({ state }) => state)).toEqual(['on_tablet', 'on_server']);
  });

  it('[GL-25] says why a command was not applied, and leaves the fault as it was', () => {
    const park: FaultCommand = { type: 'park', body: { fault, reason: 'chờ' } };
    const on = (seq: number): BookEntry['place'] => ({ state: 'on_server', seq, recvAt: wall });
    const { faults } = createFaultReader()([
      row(park, { n: 2, place: on(2) }),
      row(report(), { n: 1, place: on(1) }),
    ]);
    expect(faults[0]?.shown.status).toBe('detected');
    expect(faults[0]?.timeline[0]?.decision).toEqual({ status: 'rejected', refusal: 'substitute_missing' });
  });

  it('keeps what the server set aside in sight, and out of the fault', () => {
    const { faults } = createFaultReader()([
      row(substitute(), { n: 2, place: { state: 'needs_you', code: 'actor_not_permitted' } }),
      row(report(), { n: 1, place: { state: 'on_server', seq: 1, recvAt: wall } }),
    ]);
    expect(faults[0]?.shown.status).toBe('detected');
    expect(faults[0]?.timeline[0]?.asideCode).toBe('actor_not_permitted');
  });
});

describe('the report of a proposal', () => {
  const proposed = {
    id: fault,
    state: 'proposed',
    asset: 'camera',
    camera: 'cam-011',
    cameraName: 'Cổng chính',
    facility: 'f-01',
    facilityName: 'Cơ sở 01',
    cause: 'camera',
    symptom: 'stalled',
    since: wall,
    proposedAt: wall,
    cameras: 1,
    decided: null,
    recoveredAt: null,
  } as const;

  it('[GL-24] says what the system saw, since when, and which proposal it confirms', () => {
    expect(reportOf(proposed)).toMatchObject({
      asset: { kind: 'camera', id: 'cam-011', name: 'Cổng chính' },
      symptom: 'frozen',
      since: wall,
      proposal: fault,
    });
    expect(reportOf({ ...proposed, asset: 'line', camera: null })).toMatchObject({
      asset: { kind: 'line', id: 'f-01' },
      symptom: 'no_line',
    });
    expect(reportOf({ ...proposed, asset: 'central', camera: null, cause: 'network' })).toMatchObject({
      asset: { kind: 'central', id: 'central' },
    });
  });
});

function report(): FaultCommand {
  const asset = { kind: 'camera', id: 'cam-011', name: 'Cổng chính' } as const;
  const body = {
    fault,
    asset,
    symptom: 'no_picture',
    detail: '',
    since: wall,
    permit: '',
    proposal: null,
  } as const;
  return { type: 'report', body };
}

function substitute(): FaultCommand {
  const body = {
    fault,
    measure: 'patrol',
    person: 'Lan',
    everyMs: 1_800_000,
    from: wall,
    replaces: [],
  } as const;
  return { type: 'substitute', body: { ...body, replaces: [] } };
}

type Written = { readonly n: number; readonly place: BookEntry['place'] };

function row(command: FaultCommand, { n, place }: Written): BookEntry {
  const { kind, current } = faultKinds[command.type];
  const header = {
    opId: `0190163d-8694-7394-8002-0242ac12${String(n).padStart(4, '0')}`,
    dev: '0190163d-8694-7394-8003-0242ac120001',
    inst: 1,
    n,
    prev: '0'.repeat(64),
    hlc: { t: wall, c: 0 },
    wall,
    mono: 5,
    off: 0,
    err: 20,
    actor: 'lan',
    lease: null,
    scope: 'faults:f-01',
    kind,
    v: current,
    base: {},
    commit: '0'.repeat(64),
  };
  return { op: { h: JSON.stringify(header), b: JSON.stringify(command.body), s: 'A'.repeat(22) }, place };
}
