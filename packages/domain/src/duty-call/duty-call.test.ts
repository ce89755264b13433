import { describe, expect, it } from 'vitest';
import { FaultLog, say, start as faultStart, minute } from '../fault-log/testing-faults.ts';
import { evolve } from '../footage-export/footage-export.ts';
import { at as exportAt, enterPaper, submit } from '../footage-export/testing-exports.ts';
import { hour, workAt } from '../intervention/testing-works.ts';
import { foldShifts } from '../shift/fold.ts';
import { at, document, pattern, received, WatchDevice } from '../shift/testing-watch.ts';
import type { ShiftFact } from '../shift/facts.ts';
import { exportMatters } from './export-matters.ts';
import { technicalMatters } from './log-matters.ts';
import { isAlarm, isCalling, isDueUp, type CallMarks } from './matter.ts';
import { postMatters } from './post-matters.ts';

const post = { id: 'p-01', facility: 'f-01' };
const waits = { afterMs: 10 * minute, handoverWaitMs: 15 * minute };

function atPost(facts: readonly ShiftFact[], now: string, documents = [document]) {
  const watch = foldShifts(facts);
  return postMatters({ post, watch, patterns: [pattern], documents, now: at(now), ...waits });
}

/** Khánh from 06:00; what he writes is at the server when he writes it. */
function morning(...more: ((tablet: WatchDevice) => void)[]): readonly ShiftFact[] {
  const tablet = new WatchDevice('tablet');
  tablet.start('khanh', '06:00');
  for (const step of more) step(tablet);
  return received(tablet.facts, '06:00');
}

describe('what calls somebody at a post', () => {
  it('[GL-20] calls for a planned shift that nobody keeps, once it is empty for the time that is set', () => {
    expect(atPost([], '06:09')).toEqual([]);
    expect(atPost([], '06:10')).toMatchObject([
      { kind: 'post_unmanned', scope: 'post:p-01', facility: 'f-01', about: 'p-01', since: at('06:00') },
    ]);
  });

  it('[GL-20] is one matter as long as it is the same empty shift, and another with the next shift', () => {
    const keys = ['06:10', '09:00', '13:59', '14:10'].map((now) => atPost([], now)[0]?.key);
    expect(new Set(keys).size).toBe(2);
    expect(keys[0]).toBe(keys[2]);
  });

  it('[GL-20] calls for nothing where somebody is on duty, and where no document plans anybody', () => {
    expect(atPost(morning(), '10:00')).toEqual([]);
    expect(atPost([], '10:00', [])).toEqual([]);
  });

  it('[GL-20] calls anew where who was there left without being relieved', () => {
    expect(atPost(morning(), '14:10')).toMatchObject([{ kind: 'post_unmanned', since: at('14:00') }]);
  });

  it('[GL-23] calls for a signed handover that nobody accepts in its time, and no longer once somebody does', () => {
    const signed = (tablet: WatchDevice) => {
      tablet.prepare('khanh', '13:50');
      tablet.signOut('khanh', '13:52');
    };
    expect(atPost(morning(signed), '14:06')).toEqual([]);
    expect(atPost(morning(signed), '14:07')).toMatchObject([
      { kind: 'handover_waits', since: at('13:52'), about: 'p-01' },
    ]);
    const accepted = morning(signed, (tablet) => tablet.accept('duong', '14:08'));
    expect(atPost(accepted, '14:20')).toEqual([]);
  });
});

describe('what calls somebody to faults and permits', () => {
  const inLog = ({ state }: FaultLog, now: number, afterMs = 10 * minute) =>
    technicalMatters({
      scope: 'faults:f-01',
      facility: 'f-01',
      faults: state.faults,
      permits: state.works.permits,
      now,
      afterMs,
    });

  it('[GL-25] calls for a check upon a substitute that nobody makes, once for each that was missed', () => {
    const log = new FaultLog();
    log.say(say.report(), { at: faultStart });
    log.say(say.substitute(), { at: faultStart });
    const [substitute] = Object.values(log.faults)[0]?.substitutes ?? [];
    if (substitute === undefined) throw new Error('a substitute runs');
    const dueAt = substitute.from + substitute.everyMs;
    expect(inLog(log, dueAt + 9 * minute)).toEqual([]);
    const missed = inLog(log, dueAt + 10 * minute);
    expect(missed).toMatchObject([{ kind: 'check_due', since: dueAt, facility: 'f-01' }]);
    expect(inLog(log, dueAt + 5 * hour)).toEqual(missed);
  });

  it('[GL-25] calls for a check upon the substitute of a permit too', () => {
    const log = workAt('begun');
    const missed = inLog(log, faultStart + 9 * hour);
    expect(missed).toMatchObject([{ kind: 'check_due', scope: 'faults:f-01' }]);
  });

  it('[GL-15] calls the authority for a permit that waits, never who asked, until it is decided', () => {
    const log = workAt('asked');
    expect(inLog(log, faultStart + minute)).toMatchObject([
      { kind: 'permit_waits', except: [expect.any(String)] },
    ]);
    expect(inLog(workAt('approved'), faultStart + minute)).toEqual([]);
    // What it was asked for is over: nothing is to be decided any more.
    expect(inLog(log, faultStart + 9 * hour)).toEqual([]);
  });
});

describe('what calls somebody to an extraction', () => {
  const mark = { by: 'le-thi-thao', at: exportAt };
  const submitted = evolve(null, { act: submit, validUntil: null }, mark);
  if (submitted === null) throw new Error('a request was submitted');

  it('[GL-09] [KH-24] calls for its paper, then for the second person, and neither who asked nor who entered it', () => {
    expect(exportMatters('e-1', submitted)).toMatchObject([
      { kind: 'export_waits', except: ['le-thi-thao'], since: exportAt },
    ]);
    const entered = evolve(submitted, { act: enterPaper, validUntil: null }, { by: 'thu', at: exportAt + 1 });
    if (entered === null) throw new Error('its paper was entered');
    const [second] = exportMatters('e-1', entered);
    expect(second?.except).toEqual(['le-thi-thao', 'thu']);
    expect(second?.key).not.toBe(exportMatters('e-1', submitted)[0]?.key);
    expect(exportMatters('e-1', { ...entered, state: 'approved' })).toEqual([]);
  });
});

describe('a call', () => {
  const raised: CallMarks = { raisedAt: 1_000, goneUpAt: null, acknowledged: null };
  const acknowledged = { ...raised, acknowledged: { by: 'thao', at: 2_000 } };
  const unmanned = { kind: 'post_unmanned' } as const;

  it.each([
    ['in its time', unmanned, raised, 10_999, false],
    ['after its time', unmanned, raised, 11_000, true],
    ['that somebody acknowledged', unmanned, acknowledged, 99_000, false],
    ['that went up before', unmanned, { ...raised, goneUpAt: 11_000 }, 99_000, false],
    ['for a decision', { kind: 'permit_waits' } as const, raised, 99_000, false],
  ])('[GL-20] [GL-23] goes up or not: %s', (_, matter, marks, now, isDue) => {
    expect(isDueUp(matter, marks, { now, upAfterMs: 10_000 })).toBe(isDue);
  });

  it.each([
    ['whose duty it is', unmanned, raised, ['first'], true],
    ['whom it goes to, before it does', unmanned, raised, ['up'], false],
    ['whom it goes to, afterwards', unmanned, { ...raised, goneUpAt: 2_000 }, ['up'], true],
    ['anybody else', unmanned, { ...raised, goneUpAt: 2_000 }, [], false],
    ['anybody, once it is acknowledged', unmanned, acknowledged, ['first', 'up'], false],
    [
      'anybody, where it only waits for a decision',
      { kind: 'export_waits' } as const,
      raised,
      ['first'],
      false,
    ],
  ] as const)('[GL-20] [GL-23] sounds or not at %s', (_, matter, marks, ranks, sounds) => {
    expect(isCalling(matter, marks, ranks)).toBe(sounds);
  });

  it('sounds for missed duties alone', () => {
    expect(
      (['post_unmanned', 'handover_waits', 'check_due'] as const).every((kind) => isAlarm({ kind })),
    ).toBe(true);
    expect((['permit_waits', 'export_waits'] as const).some((kind) => isAlarm({ kind }))).toBe(false);
  });
});
