import { describe, expect, it } from 'vitest';
import { gapMinutes, gapsOf } from './coverage.ts';
import { foldShifts } from './fold.ts';
import { slotFor, slotsBetween } from './plan.ts';
import { at, document, pattern, received, WatchDevice } from './testing-watch.ts';
import type { ShiftFact } from './facts.ts';

const documents = [document];
const patterns = [pattern];

function gaps(facts: readonly ShiftFact[], [from, to]: [string, string], now = to) {
  const period = { from: at(from), to: at(to) };
  return gapsOf({ watch: foldShifts(facts), patterns, documents, period, now: at(now) });
}

/** Khánh from 06:00, handed over to Dương at 13:55, as the server has it. */
function handedOver(): { before: ShiftFact[]; after: ShiftFact[] } {
  const tablet = new WatchDevice('tablet');
  tablet.start('khanh', '06:00');
  const before = received(tablet.facts, '06:00');
  tablet.prepare('khanh', '13:50');
  tablet.signOut('khanh', '13:52');
  tablet.accept('duong', '13:58');
  return { before, after: tablet.facts.slice(1) };
}

describe('coverage', () => {
  it('[GL-20] lists no gap where each shift was accepted by the next', () => {
    const { before, after } = handedOver();
    expect(gaps([...before, ...received(after, '13:58')], ['06:00', '15:00'])).toEqual([]);
  });

  it('[GL-20] lists every minute after the plan for which nobody answers', () => {
    const { before } = handedOver();
    expect(gaps(before, ['06:00', '14:22'])).toMatchObject([
      { kind: 'unmanned', from: at('14:00'), to: at('14:22'), isOpen: true },
    ]);
    expect(gapMinutes(gaps(before, ['06:00', '14:22']), 'unmanned')).toBe(22);
  });

  it('[GL-20] turns an unmanned gap of 22 minutes into a lost connection once the facts of the shift arrive, and says when', () => {
    const { before, after } = handedOver();
    const all = [...before, ...received(after, '14:22')];
    expect(gaps(all, ['06:00', '15:00'])).toMatchObject([
      { kind: 'lost_connection', from: at('14:00'), to: at('14:22'), knownAt: at('14:22'), isOpen: false },
    ]);
  });

  it('[GL-23] sees nobody missing while an outgoing person waits to be relieved', () => {
    const { before, after } = handedOver();
    const waits = [...before, ...received(after.slice(0, 2), '13:53')];
    expect(gaps(waits, ['06:00', '14:40'])).toEqual([]);
  });

  it('keeps time that was never planned apart from time in which somebody was missing', () => {
    const nobody = { watch: foldShifts([]), patterns, period: { from: at('06:00'), to: at('08:00') } };
    const question = { ...nobody, now: at('08:00') };
    expect(gapsOf({ ...question, documents })).toMatchObject([{ kind: 'unmanned' }]);
    expect(gapsOf({ ...question, documents: [] })).toMatchObject([{ kind: 'unplanned' }]);
    expect(gapsOf({ ...question, documents, now: at('06:00') })).toEqual([]);
  });

  it('shows beside a gap what was said of it', () => {
    const tablet = new WatchDevice('tablet');
    const body = { from: at('06:00'), to: at('07:00'), reason: 'absence', text: 'Ốm đột xuất' } as const;
    tablet.say('quan-ly', '08:00', { type: 'explainGap', body });
    expect(gaps(tablet.facts, ['06:00', '08:00'])).toMatchObject([
      { kind: 'unmanned', explanations: [{ actor: 'quan-ly', body: { text: 'Ốm đột xuất' } }] },
    ]);
  });
});

describe('pattern', () => {
  it('[GL-20] plans the whole day, over midnight, from the day on which it is in force', () => {
    const slots = slotsBetween(patterns, { from: at('00:00'), to: at('24:00') });
    expect(slots.map(({ from, to }) => (to - from) / 3_600_000)).toEqual([8, 8, 8, 8]);
    expect(slots[0]).toEqual({ from: at('-2:00'), to: at('06:00') });
    expect(
      slotsBetween([{ ...pattern, from: '2021-06-16' }], { from: at('00:00'), to: at('24:00') }),
    ).toEqual([]);
  });

  it('gives the running shift, or the next to whoever takes over shortly before it', () => {
    const earlyMs = 7_200_000;
    expect(slotFor(patterns, { at: at('13:40'), earlyMs, prefersNext: false })?.from).toBe(at('06:00'));
    expect(slotFor(patterns, { at: at('13:40'), earlyMs, prefersNext: true })?.from).toBe(at('14:00'));
    expect(slotFor(patterns, { at: at('10:00'), earlyMs, prefersNext: true })?.from).toBe(at('06:00'));
  });
});
