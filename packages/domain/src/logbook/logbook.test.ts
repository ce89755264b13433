import { describe, expect, it } from 'vitest';
import { decideWriteEntry, entryTextLimit } from './logbook.ts';

const write = (text: string) => decideWriteEntry({ text, phrase: null, camera: null });

describe('decideWriteEntry', () => {
  it('[GL-22] takes what the watch wrote, word for word', () => {
    expect(write('02:15 Đèn hành lang tầng 2 tắt, đã báo Rơ Mah H’Phương')).toEqual({
      ok: true,
      value: { text: '02:15 Đèn hành lang tầng 2 tắt, đã báo Rơ Mah H’Phương', phrase: null, camera: null },
    });
  });

  it('refuses a blank page', () => {
    for (const text of ['', '   ', '\n\t'])
      expect(write(text)).toMatchObject({ ok: false, error: { code: 'entry_empty' } });
  });

  it('refuses a text over the limit and says its length, so that its author cuts it', () => {
    expect(write('a'.repeat(entryTextLimit)).ok).toBe(true);
    expect(write('a'.repeat(entryTextLimit + 1))).toEqual({
      ok: false,
      error: { code: 'entry_too_long', detail: String(entryTextLimit + 1) },
    });
  });

  it('keeps one form of each diacritic, so that a search finds what another keyboard typed', () => {
    expect(write('Trư\u0323c')).toEqual(write('Trực'));
  });
});
