import { describe, expect, it } from 'vitest';
import { localText } from '#lib/i18n/local-moment.ts';
import { hoursLeft, readForm, type StretchForm } from './stretch-form.ts';

const now = Date.UTC(2021, 5, 15, 7, 20);
const form: StretchForm = {
  camera: 'cam-1',
  start: '2021-06-15T14:00',
  minutes: 15,
  purpose: 'check_remedies',
  reason: '  Kiểm tra tụ tập ở hành lang ',
  paperNumber: '',
  paperDate: '',
  paperSignatory: '',
};

describe('the form of a playback', () => {
  it('reads Vietnam’s time, and ends now what would reach into the future', () => {
    const from = Date.UTC(2021, 5, 15, 7);
    expect(readForm(form, now)).toEqual({
      camera: 'cam-1',
      from,
      until: from + 15 * 60_000,
      purpose: 'check_remedies',
      reason: 'Kiểm tra tụ tập ở hành lang',
      paper: null,
    });
    expect(readForm({ ...form, minutes: 60 }, now)).toMatchObject({ until: now });
    expect(localText(from)).toBe('2021-06-15T14:00');
  });

  it.each([
    ['start_missing', { start: '' }],
    ['start_in_future', { start: '2021-06-15T14:20' }],
    ['[GL-07] purpose_missing', { purpose: null }],
    ['[GL-07] reason_short', { reason: ' vì cần  ' }],
    ['[GL-08] paper_missing', { purpose: 'other_by_paper', paperNumber: '12/QĐ' }],
  ] as const)('lacks %s', (lack, change) => {
    expect(readForm({ ...form, ...change }, now)).toBe(lack.replace(/^\[.*\] /, ''));
  });

  it('[GL-08] takes another purpose with number, date and signatory of the paper', () => {
    const paper = { paperNumber: '12/QĐ', paperDate: '2021-06-15', paperSignatory: 'Trưởng BCĐ' };
    expect(readForm({ ...form, ...paper, purpose: 'other_by_paper' }, now)).toMatchObject({
      paper: ['12/QĐ', '2021-06-15', 'Trưởng BCĐ'],
    });
  });

  it('[KH-18] counts the hours until the recorder writes over a moment', () => {
    expect(hoursLeft(now - 10 * 3_600_000, 24, now)).toBe(14);
    expect(hoursLeft(now - 30 * 3_600_000, 24, now)).toBe(-6);
    expect(hoursLeft(now, null, now)).toBeNull();
  });
});
