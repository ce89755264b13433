import { describe, expect, it } from 'vitest';
import {
  amendmentKinds,
  decideAddendum,
  decideAmendment,
  decideCorrection,
  decideCountersign,
  decideStrike,
  ownTimeMs,
  readAmendment,
  refusedFor,
  takesBack,
} from './corrections.ts';

const opId = '0190163d-8694-7394-8001-0242ac120002';
const entry = { opId, author: 'khanh', writtenAt: 1_000 };
const khanh = { actor: 'khanh', at: 2_000 };

describe('corrections of the book', () => {
  it('[GL-17] are a new entry with a reason, about an entry that stays', () => {
    expect(decideCorrection(entry, { text: ' Hai người ', reason: 'đếm lại' }, khanh)).toEqual({
      ok: true,
      value: { target: opId, text: 'Hai người', reason: 'đếm lại' },
    });
    expect(decideStrike(entry, 'ghi nhầm sổ', khanh)).toEqual({
      ok: true,
      value: { target: opId, reason: 'ghi nhầm sổ' },
    });
  });

  it.each([
    ['of somebody else', { actor: 'duong', at: 2_000 }, 'sai', 'not_own_entry'],
    ['after the own time', { actor: 'khanh', at: 1_001 + ownTimeMs }, 'sai', 'own_time_over'],
    ['without a reason', khanh, '  ', 'reason_missing'],
    ['with a reason that is an entry by itself', khanh, 'x'.repeat(501), 'reason_too_long'],
  ])('are refused on the form when they are %s', (...[, by, reason, code]) => {
    expect(decideStrike(entry, reason, by)).toMatchObject({ ok: false, error: { code } });
    expect(decideCorrection(entry, { text: 'x', reason }, by)).toMatchObject({ ok: false, error: { code } });
  });

  it('[GL-17] end with the author’s shift, where one is known', () => {
    const strike = (shiftEndedAt: number | null, at: number) =>
      decideStrike({ ...entry, shiftEndedAt }, 'ghi nhầm', { actor: 'khanh', at });
    expect(strike(null, 1_001 + ownTimeMs).ok).toBe(true);
    expect(strike(5_000, 5_000).ok).toBe(true);
    expect(strike(5_000, 5_001)).toMatchObject({ error: { code: 'own_time_over' } });
  });

  it('let anybody add at any time, and nobody vouch for himself', () => {
    expect(decideAddendum(entry, 'đã báo lại lúc 03:00').ok).toBe(true);
    expect(decideAddendum(entry, ' ')).toMatchObject({ error: { code: 'entry_empty' } });
    expect(decideCountersign(entry, khanh)).toMatchObject({ error: { code: 'own_entry' } });
    expect(decideCountersign(entry, { ...khanh, actor: 'quan-ly' }).ok).toBe(true);
  });

  it('[GL-23] let nobody vouch twice for one entry, and another person beside him', () => {
    const signed = { ...entry, countersignedBy: ['quan-ly'] };
    expect(decideCountersign(signed, { ...khanh, actor: 'quan-ly' })).toMatchObject({
      error: { code: 'countersigned_already' },
    });
    expect(decideCountersign(signed, { ...khanh, actor: 'thao' }).ok).toBe(true);
  });

  it.each([
    ['correction', 'khanh', 2_000, null],
    ['correction', 'duong', 2_000, 'not_own_entry'],
    ['strike', 'khanh', 1_001 + ownTimeMs, 'own_time_over'],
    ['addendum', 'duong', 1_001 + ownTimeMs, null],
    ['countersign', 'khanh', 2_000, 'own_entry'],
    ['countersign', 'quan-ly', 1_001 + ownTimeMs, null],
  ] as const)(
    '[GL-23] say before a word is typed whether a %s by %s at %d is refused',
    (...[type, actor, at, code]) => {
      const by = { actor, at };
      expect(refusedFor(type, entry, by)).toBe(code);
      const decided = decideAmendment(type, entry, { words: { text: 'x', reason: 'y' }, by });
      expect(decided.ok ? null : decided.error.code).toBe(code);
    },
  );

  it('are read back by kind and version, and a version of the future is not guessed at', () => {
    const body = JSON.stringify({ target: opId, text: 'Hai người', reason: 'đếm lại' });
    const amendment = { type: 'correction', target: opId, text: 'Hai người', reason: 'đếm lại' };
    expect(readAmendment('logbook.correction', 1, body)).toEqual(amendment);
    expect(readAmendment('logbook.correction', 2, body)).toBeNull();
    expect(readAmendment('logbook.entry', 1, body)).toBeNull();
    for (const { kind } of Object.values(amendmentKinds)) expect(readAmendment(kind, 1, '{')).toBeNull();
  });

  it('take an entry’s words back only when its own author wrote them', () => {
    const strike = { type: 'strike', target: opId, text: null, reason: 'sai' } as const;
    expect(takesBack(strike, 'khanh', 'khanh')).toBe(true);
    expect(takesBack(strike, 'duong', 'khanh')).toBe(false);
    expect(takesBack({ ...strike, type: 'addendum', text: 'x' }, 'khanh', 'khanh')).toBe(false);
  });
});
