import { describe, expect, it } from 'vitest';
import { checksOf } from './checks.ts';
import type { Substitute } from './fault.ts';
import { minutesOf, promptReportMs, reportDelay, timeToRepairMs, unwatchedMs } from './figures.ts';
import { othersOutInZone } from './maintenance.ts';
import { draftAssign, draftClose, draftPark, draftReport, draftStart, draftSubstitute } from './drafts.ts';
import { central, FaultLog, fault, gate, logAt, minute, other, say, start } from './testing-faults.ts';
import { opensCase, visitChecklist } from './words.ts';

const patrol = (checks: readonly number[], change: Partial<Substitute> = {}): Substitute => ({
  id: 's',
  measure: 'patrol',
  person: 'Siu H’Liêm',
  everyMs: 30 * minute,
  from: start,
  until: null,
  by: 'lan',
  checks: checks.map((at) => ({
    at: start + at * minute,
    by: 'lan',
    isNormal: true,
    note: '',
    interference: null,
  })),
  ...change,
});
const at = (minutes: number) => start + minutes * minute;

describe('checks upon a substitute', () => {
  it('[GL-25] come due after the interval, from the start and from each check', () => {
    expect(checksOf(patrol([]), at(29))).toEqual({ missed: [], dueAt: at(30), isOverdue: false });
    expect(checksOf(patrol([25]), at(30))).toEqual({ missed: [], dueAt: at(55), isOverdue: false });
    expect(checksOf(patrol([]), at(31)).isOverdue).toBe(true);
  });

  it('[GL-25] are listed as missed when nobody made them until half an interval later', () => {
    expect(checksOf(patrol([30, 90]), at(91)).missed).toEqual([at(60)]);
    expect(checksOf(patrol([30, 75]), at(76)).missed).toEqual([]);
    expect(checksOf(patrol([30]), at(200)).missed).toEqual([at(60), at(90), at(120), at(150), at(180)]);
  });

  it('[GL-25] end with the substitute', () => {
    const ended = patrol([30], { until: at(50) });
    expect(checksOf(ended, at(500))).toEqual({ missed: [], dueAt: null, isOverdue: false });
  });
});

describe('the figures of a fault', () => {
  it('[GL-24] count the time to repair from the beginning of the outage to its acceptance', () => {
    const log = logAt('repairing');
    expect(timeToRepairMs(log.fault)).toBeNull();
    log.say(say.accept('picture'), { at: at(100) });
    log.say(say.accept('recording'), { at: at(110) });
    expect(timeToRepairMs(log.fault)).toBe(110 * minute);
  });

  const outage = (substitutes: readonly Substitute[], end: number | null = 120) => ({
    ...logAt('substituted').fault,
    substitutes,
    restored: end === null ? null : { at: at(end), byItself: false },
  });

  it('[GL-25] count as unwatched what no substitute with checks on time covered, to the millisecond', () => {
    expect(unwatchedMs(outage([]), at(999))).toBe(120 * minute);
    expect(unwatchedMs(outage([patrol([30, 60, 90])]), at(999))).toBe(0);
    // The check of minute 60 is missing: what it would have covered was seen by nobody.
    expect(unwatchedMs(outage([patrol([30, 90])]), at(999))).toBe(30 * minute);
    expect(unwatchedMs(outage([patrol([30, 60, 95])]), at(999))).toBe(5 * minute);
    expect(unwatchedMs(outage([patrol([], { from: at(10), until: at(20) })]), at(999))).toBe(110 * minute);
    expect(unwatchedMs(outage([], null), at(7))).toBe(7 * minute);
    expect(minutesOf(7 * minute + 59_999)).toBe(7);
  });

  it('[GL-25] count twice covered minutes once, and none outside of the outage', () => {
    const two = [patrol([30]), patrol([30], { id: 't', from: at(-20) })];
    expect(unwatchedMs(outage(two), at(999))).toBe(60 * minute);
    expect(unwatchedMs(outage([patrol([])], 10), at(999))).toBe(0);
  });

  it('[GL-51] let the substitute of the parent watch in the place of its children', () => {
    expect(unwatchedMs(outage([], 20), at(999), [patrol([])])).toBe(0);
  });

  it('[GL-54] say how long a report took, and that one of the central system was late', () => {
    const told = (asset: object, delay: number) => {
      const log = new FaultLog();
      log.say(say.report({ asset }), {
        at: start + delay,
        scope: asset === central ? 'faults:central' : 'faults:f-01',
      });
      return reportDelay(log.fault);
    };
    expect(told(central, promptReportMs)).toEqual({ ms: promptReportMs, isLate: false });
    expect(told(central, promptReportMs + 1)).toEqual({ ms: promptReportMs + 1, isLate: true });
    expect(told(gate, promptReportMs + 1)).toMatchObject({ isLate: false });
  });
});

describe('work on a fault', () => {
  it('[KH-22] warns of the other camera of a zone that is out already', () => {
    const camera = {
      facility: 'f-01',
      zone: 'gate',
      lifecycle: 'in_service',
      national: 'none',
      ioc: 'none',
    } as const;
    const cameras = [
      { ...camera, id: 'cam-011', name: 'Cổng chính' },
      { ...camera, id: 'cam-012', name: 'Cổng phụ' },
      { ...camera, id: 'cam-013', name: 'Sân', zone: 'yard' as const },
    ] as const;
    const { faults } = logAt('assigned');
    expect(othersOutInZone(cameras[1], cameras, faults).map(({ id }) => id)).toEqual(['cam-011']);
    expect(othersOutInZone(cameras[0], cameras, faults)).toEqual([]);
    expect(othersOutInZone(cameras[2], cameras, faults)).toEqual([]);
    expect(othersOutInZone(cameras[1], cameras, logAt('restored').faults)).toEqual([]);
  });

  it('[KH-06] [KH-07] opens a case where the channel was cut, and for sabotage and theft', () => {
    expect((['channel_cut', 'sabotage', 'theft', 'power'] as const).map(opensCase)).toEqual([
      true,
      true,
      true,
      false,
    ]);
  });
});

describe('the forms', () => {
  const report = {
    fault,
    asset: gate,
    symptom: 'no_picture',
    detail: ' mờ ',
    since: start,
    permit: '',
    proposal: null,
  } as const;
  const substitute = {
    fault,
    measure: 'patrol',
    person: 'Siu H’Liêm',
    everyMs: 30 * minute,
    from: start,
    replaces: [],
  } as const;
  const codeOf = (draft: { ok: boolean; error?: { code: string } }) => draft.error?.code ?? null;

  it('[KH-28] ask for an asset and for a beginning that is not to come', () => {
    expect(draftReport(report, start)).toMatchObject({ ok: true, value: { detail: 'mờ' } });
    expect(codeOf(draftReport({ ...report, asset: { ...gate, id: '' } }, start))).toBe('asset_missing');
    expect(codeOf(draftReport({ ...report, since: start + 3 * minute }, start))).toBe('since_in_future');
    expect(codeOf(draftReport({ ...report, detail: 'x'.repeat(1_001) }, start))).toBe('text_too_long');
  });

  it('[GL-25] take no substitute without a person and an interval of checks', () => {
    const body = { ...substitute, replaces: [] };
    expect(codeOf(draftSubstitute(body, start))).toBeNull();
    expect(codeOf(draftSubstitute({ ...body, person: ' ' }, start))).toBe('person_missing');
    expect(codeOf(draftSubstitute({ ...body, everyMs: 4 * minute }, start))).toBe('pace_wrong');
  });

  it('[GL-24] [GL-26] ask for a time to come, for reasons, and for the whole checklist', () => {
    const assign = { fault, to: 'operator', person: 'Tùng', target: start } as const;
    expect(codeOf(draftAssign(assign, start))).toBe('target_passed');
    expect(codeOf(draftPark({ fault, reason: ' ' }))).toBe('reason_missing');
    const visit = { fault, isOnSite: true, visitors: ['Tùng'], checklist: [...visitChecklist] };
    expect(codeOf(draftStart(visit))).toBeNull();
    expect(codeOf(draftStart({ ...visit, visitors: [' '] }))).toBe('visitor_missing');
    expect(codeOf(draftStart({ ...visit, checklist: [] }))).toBe('visit_unchecked');
    const close = {
      fault,
      cause: 'power',
      endedAt: start,
      lost: { from: 2, to: 1 },
      note: '',
      interference: null,
    } as const;
    expect(codeOf(draftClose(close))).toBe('interval_reversed');
    expect(codeOf(draftClose({ ...close, lost: null }, true))).toBe('interference_unanswered');
    expect(codeOf(draftClose({ ...close, lost: null, interference: 'none' }, true))).toBeNull();
    expect(other).not.toBe(fault);
  });
});
