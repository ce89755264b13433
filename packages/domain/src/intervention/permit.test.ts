import { describe, expect, it } from 'vitest';
import { visitChecklist } from '../fault-log/words.ts';
import type { InterventionCommand } from './commands.ts';
import { permitFor, permittedWithin, standingOf, type Permit } from './permit.ts';
import {
  approve,
  ask,
  begin,
  check,
  end,
  FaultLog,
  gate,
  hour,
  minute,
  permit,
  refuse,
  revoke,
  start,
  tell,
  workAt,
  type At,
} from './testing-works.ts';
import { works } from './words.ts';

const permitOf = (log: FaultLog): Permit => {
  const known = log.state.works.permits[permit];
  if (known === undefined) throw new Error('the permit stands in the log');
  return known;
};

describe('the plain way of a permit', () => {
  it('[KH-09] states who, what, when, at which assets, who approved it and on which document', () => {
    const log = workAt('approved');
    expect(permitOf(log)).toMatchObject({
      status: 'approved',
      work: 'maintenance',
      workers: ['Puih Thanh Tùng', 'Đinh Brel'],
      agency: 'Đơn vị vận hành',
      assets: [gate],
      from: start + hour,
      to: start + 3 * hour,
      asked: { by: 'person-a' },
      approved: { by: 'person-b', document: '12/GP-BCH' },
    });
  });

  it.each(works)('[GL-15] [KH-09] is asked for %s', (work) => {
    const log = new FaultLog();
    expect(tell(log, ask({ work })).status).toBe('accepted');
    expect(permitOf(log)).toMatchObject({ status: 'asked', work });
  });

  it('[GL-15] may be narrowed by whoever approves it, and never widened', () => {
    const narrow = workAt('asked');
    expect(tell(narrow, approve({ to: start + 2 * hour }), { device: 'b' }).status).toBe('accepted');
    expect(permitOf(narrow).to).toBe(start + 2 * hour);
    for (const wide of [{ to: start + 4 * hour }, { from: start }]) {
      const log = workAt('asked');
      expect(tell(log, approve(wide), { device: 'b' }).refusal).toBe('time_widened');
      expect(permitOf(log).status).toBe('asked');
    }
  });

  it('[GL-25] has somebody watch while pictures are off, whose checks are logged until the work ends', () => {
    const log = workAt('begun');
    expect(tell(log, check(), { at: start + 1.5 * hour }).status).toBe('accepted');
    tell(log, end(), { at: start + 2 * hour });
    expect(permitOf(log).substitute).toMatchObject({
      measure: 'patrol',
      person: 'Siu H’Liêm',
      from: start + hour,
      until: start + 2 * hour,
      checks: [{ at: start + 1.5 * hour }],
    });
    expect(tell(log, check(), { at: start + 2.5 * hour }).refusal).toBe('substitute_not_running');
    expect(tell(log, check(), { at: start + 1.8 * hour }).status).toBe('accepted');
  });

  it('is over by its time alone: expired where nobody began, overrun where somebody is still at work', () => {
    const late = start + 4 * hour;
    expect(standingOf(permitOf(workAt('approved')), late)).toBe('expired');
    expect(standingOf(permitOf(workAt('begun')), late)).toBe('overrun');
    expect(standingOf(permitOf(workAt('ended')), late)).toBe('ended');
    expect(standingOf(permitOf(workAt('begun')), start + 2 * hour)).toBe('begun');
  });

  it('[GL-15] that is revoked while people are at work is still ended by them, and stays revoked', () => {
    const log = workAt('stopped');
    expect(tell(log, end(), { at: start + 1.6 * hour }).status).toBe('accepted');
    expect(permitOf(log)).toMatchObject({ status: 'revoked', ended: { at: start + 1.6 * hour } });
  });

  it('[GL-23] is named in a handover while it allows work within the day, and while somebody is at work', () => {
    const named = (status: At, from: number, to: number) =>
      permittedWithin(workAt(status).state.works.permits, from, to).length;
    expect(named('approved', start, start + 8 * hour)).toBe(1);
    expect(named('approved', start + 4 * hour, start + 8 * hour)).toBe(0);
    expect(named('begun', start + 4 * hour, start + 8 * hour)).toBe(1);
    for (const over of ['asked', 'refused', 'ended', 'revoked'] as const)
      expect(named(over, start, start + 8 * hour)).toBe(0);
  });
});

describe('what a permit allows', () => {
  const at = (status: At, moment: number, asset = gate) =>
    permitFor(workAt(status).state.works.permits, asset, moment)?.id ?? null;

  it('[GL-15] [KH-11] covers its assets within its time, and nothing else', () => {
    expect(at('approved', start + hour)).toBe(permit);
    expect(at('approved', start + 3 * hour)).toBe(permit);
    expect(at('approved', start + hour - 1)).toBeNull();
    expect(at('approved', start + 3 * hour + 1)).toBeNull();
    expect(at('approved', start + 2 * hour, { ...gate, id: 'cam-012' })).toBeNull();
    for (const never of ['asked', 'refused'] as const) expect(at(never, start + 2 * hour)).toBeNull();
  });

  it('[GL-15] covers nothing after the work has ended or the permit was revoked', () => {
    expect(at('ended', start + 1.9 * hour)).toBe(permit);
    expect(at('ended', start + 2.1 * hour)).toBeNull();
    expect(at('revoked', start + 1.6 * hour)).toBeNull();
  });

  it('[KH-10] covers nothing that happened before somebody approved it', () => {
    const log = workAt('asked');
    tell(log, approve(), { device: 'b', at: start + 1.5 * hour });
    expect(permitFor(log.state.works.permits, gate, start + 1.2 * hour)).toBeNull();
    expect(permitFor(log.state.works.permits, gate, start + 1.6 * hour)?.id).toBe(permit);
  });

  it('[KH-06] of a line covers the cameras behind it', () => {
    const log = new FaultLog();
    tell(log, ask({ assets: [{ kind: 'line', id: 'f-01', name: '' }] }));
    tell(log, approve(), { device: 'b' });
    expect(permitFor(log.state.works.permits, gate, start + 2 * hour)?.id).toBe(permit);
  });
});

describe('a missing guard', () => {
  const inside = { at: start + hour + minute };
  it('[GL-15] lets nobody approve, or refuse, what he asked for himself', () => {
    for (const own of [approve(), refuse()]) {
      const log = workAt('asked');
      expect(tell(log, own)).toMatchObject({
        status: 'rejected',
        code: 'stale_state',
        refusal: 'own_request',
      });
      expect(permitOf(log).status).toBe('asked');
    }
  });

  it.each(visitChecklist)('[GL-26] lets nobody begin on site without %s', (missing) => {
    const checklist = visitChecklist.filter((item) => item !== missing);
    expect(tell(workAt('approved'), begin({ checklist }), inside).refusal).toBe('visit_unchecked');
  });

  it('[KH-09] lets nobody begin whom the permit does not name, or without a name', () => {
    expect(tell(workAt('approved'), begin({ workers: ['Người lạ'] }), inside).refusal).toBe('worker_unnamed');
    expect(tell(workAt('approved'), begin({ workers: [] }), inside).refusal).toBe('workers_missing');
  });

  it('[GL-25] lets nothing go dark without somebody who watches instead', () => {
    expect(tell(workAt('approved'), begin({ substitute: null }), inside).refusal).toBe('substitute_missing');
    const bright = new FaultLog();
    tell(bright, ask({ picturesOff: false }));
    tell(bright, approve(), { device: 'b' });
    expect(tell(bright, begin({ substitute: null }), inside).status).toBe('accepted');
    expect(tell(bright, check(), inside).refusal).toBe('substitute_not_running');
  });

  it('[GL-15] lets nobody begin before its time or after it', () => {
    expect(tell(workAt('approved'), begin(), { at: start }).refusal).toBe('permit_too_early');
    expect(tell(workAt('approved'), begin(), { at: start + 4 * hour }).refusal).toBe('permit_expired');
    expect(tell(workAt('asked'), approve(), { device: 'b', at: start + 4 * hour }).refusal).toBe(
      'permit_expired',
    );
  });

  it('[GL-15] takes no time that ends before it begins, and no asset of another place', () => {
    expect(tell(new FaultLog(), ask({ to: start })).refusal).toBe('time_reversed');
    const central = { kind: 'central', id: 'central', name: '' };
    expect(tell(new FaultLog(), ask({ assets: [central] })).refusal).toBe('asset_foreign');
    expect(tell(new FaultLog(), ask(), { scope: 'faults:central' }).refusal).toBe('asset_foreign');
    expect(tell(new FaultLog(), ask({ assets: [central] }), { scope: 'faults:central' }).status).toBe(
      'accepted',
    );
    const reversed = approve({ from: start + 2 * hour, to: start + hour });
    expect(tell(workAt('asked'), reversed, { device: 'b' }).refusal).toBe('time_reversed');
  });
});

describe('an illegal step', () => {
  const legal: Record<string, readonly At[]> = {
    askPermit: ['unknown'],
    approvePermit: ['asked'],
    refusePermit: ['asked'],
    beginWork: ['approved'],
    checkWork: ['begun', 'stopped'],
    endWork: ['begun', 'stopped'],
    revokePermit: ['approved', 'begun'],
  };
  const refusals: Record<string, Partial<Record<At, string>>> = {
    askPermit: { asked: 'permit_known', ended: 'permit_known' },
    approvePermit: { unknown: 'permit_unknown', approved: 'permit_not_asked', refused: 'permit_not_asked' },
    refusePermit: { approved: 'permit_not_asked' },
    beginWork: { asked: 'permit_not_approved', revoked: 'permit_closed', ended: 'permit_closed' },
    checkWork: { approved: 'substitute_not_running' },
    endWork: { approved: 'permit_not_begun', ended: 'permit_not_begun' },
    revokePermit: { asked: 'permit_not_approved', ended: 'permit_not_approved' },
  };
  const commands: readonly InterventionCommand[] = [
    ask(),
    approve(),
    refuse(),
    begin(),
    check(),
    end(),
    revoke(),
  ];
  const statuses: readonly At[] = [
    'unknown',
    'asked',
    'approved',
    'refused',
    'begun',
    'ended',
    'revoked',
    'stopped',
  ];
  const table = commands.flatMap((command) =>
    statuses.map((status) => ({ command, type: command.type, status })),
  );

  it.each(table)(
    '[GL-15] [KH-09] $type from $status is taken as the table says, and changes nothing otherwise',
    (row) => {
      const log = workAt(row.status);
      const before = log.state;
      const decision = tell(log, row.command, { device: 'c', at: start + 2.5 * hour });
      if (legal[row.type]?.includes(row.status) === true) expect(decision.status).toBe('accepted');
      else {
        expect(decision).toMatchObject({ status: 'rejected', code: 'stale_state' });
        const said = refusals[row.type]?.[row.status];
        if (said !== undefined) expect(decision.refusal).toBe(said);
        expect(log.state).toEqual(before);
      }
    },
  );
});
