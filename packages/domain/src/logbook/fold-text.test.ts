import { describe, expect, it } from 'vitest';
import { foldText, hasFolded } from './fold-text.ts';

describe('foldText', () => {
  it.each([
    ['Rơ Mah Thu', ' ro mah thu'],
    ['ĐƯỜNG', ' duong'],
    ['H’Minh Ksơr, Nay Hòa', ' h minh ksor nay hoa'],
    ['Siu Ƀlưng', ' siu blung'],
    ['17h30: 2 người', ' 17h30 2 nguoi'],
    ['hoà'.normalize('NFD'), ' hoa'],
    [' …?! ', ''],
  ])('[GL-22] takes case and diacritics off %j', (text, folded) => {
    expect(foldText(text)).toBe(folded);
  });

  it('[GL-22] finds words side by side from their beginnings on, whatever was typed', () => {
    const folded = foldText('Đã nhắc anh Rơ Mah Thu đeo khẩu trang');
    for (const query of ['ro mah', 'Rơ Mah', 'ro m', 'DEO khau', 'thu'])
      expect(hasFolded(folded, foldText(query)), query).toBe(true);
    for (const query of ['mah ro', 'hau', 'ro thu'])
      expect(hasFolded(folded, foldText(query)), query).toBe(false);
  });
});
