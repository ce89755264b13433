import type { AmendmentType } from '@truc/domain/logbook';
import { describe, expect, it } from 'vitest';
import type { EntryView } from './entry-view.ts';
import { countersignersOf, foldAmendments, repeatedSignatures, takenBackBy } from './fold-amendments.ts';
import { testEntry } from './test-entry.ts';

describe('foldAmendments', () => {
  it('[GL-17] puts a correction under its entry, which stays, struck through by its own author alone', () => {
    const strike = amendment('s', 'lan', 'strike');
    const { views, amendments } = foldAmendments([strike, entry('e', 'lan')]);
    expect(views.map(({ key }) => key)).toEqual(['e']);
    expect(amendments.get('e')).toEqual([strike]);
    expect(takenBackBy('lan', amendments.get('e') ?? [])).toBe(strike);
    expect(takenBackBy('quang', amendments.get('e') ?? [])).toBeNull();
  });

  it('keeps their order, and what speaks of an entry that is not here as a line of its own', () => {
    const [first, second] = [amendment('1', 'lan', 'addendum'), amendment('2', 'lan', 'correction')];
    expect(foldAmendments([second, first, entry('e', 'lan')]).amendments.get('e')).toEqual([first, second]);
    expect(foldAmendments([first]).views).toEqual([first]);
  });

  it('[GL-23] [SV18] counts each person’s countersignature once, and those that wait or were refused not at all', () => {
    const sign = (key: string, author: string, change: Partial<EntryView> = {}) => ({
      ...amendment(key, author, 'countersign'),
      ...change,
    });
    const all = [
      sign('1', 'thao', { state: 'needs_you' }),
      sign('2', 'quang', { refused: { by: 'thao', reason: 'nhầm' } }),
      sign('3', 'thao'),
      sign('4', 'my'),
      sign('5', 'thao'),
    ];
    expect(countersignersOf(all)).toEqual(['thao', 'my']);
    expect([...repeatedSignatures(all)]).toEqual(['5']);
  });

  it('[AD5] leaves an entry as it was written when the correction of it was refused', () => {
    const refused = { ...amendment('s', 'lan', 'strike'), refused: { by: 'thao', reason: 'muộn' } };
    expect(takenBackBy('lan', [refused])).toBeNull();
  });
});

function entry(key: string, author: string): EntryView {
  return testEntry({ key, author });
}

function amendment(key: string, author: string, type: AmendmentType): EntryView {
  const content = { type, target: 'e', text: null, reason: 'sai' } as const;
  return testEntry({ key, author, content: { kind: 'amendment', amendment: content } });
}
