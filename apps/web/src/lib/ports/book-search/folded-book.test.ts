import { describe, expect, it } from 'vitest';
import { findRows, foundAtOnce, type FoldedRow } from './folded-book.ts';

describe('the folded book', () => {
  it('[GL-22] finds words without diacritics, the newest first where there are too many', () => {
    const rows = [row(1, ' nhac anh ro mah thu'), row(2, ' san co nguoi'), row(3, ' ro mah den')];
    expect(findRows(rows, 'Rơ Mah').places).toEqual([1, 3]);
    expect(findRows(rows, 'mah ro').places).toEqual([]);
    expect(findRows(rows, ' ? ').places).toEqual([]);
    const many = Array.from({ length: foundAtOnce + 5 }, (_, at) => row(at, ' ro mah'));
    const found = findRows(many, 'ro mah');
    expect(found.hasMore).toBe(true);
    expect(found.places).not.toContain(0);
    expect(found.places).toContain(foundAtOnce + 4);
  });

  it('[GL-23] brings what amends a found entry, and the entry of a found amendment', () => {
    const rows = [row(1, ' san co nguoi'), { ...row(2, ' dem lai'), target: 'op-1' }, row(3, ' dem khac')];
    expect(findRows(rows, 'san co').places).toEqual([1, 2]);
    expect(findRows(rows, 'dem lai').places).toEqual([1, 2]);
  });
});

function row(place: number, folded: string): FoldedRow<number> {
  return { place, opId: `op-${place}`, target: null, at: place, folded };
}
