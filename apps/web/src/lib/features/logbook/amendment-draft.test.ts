import { describe, expect, it } from 'vitest';
import { amendmentTypesOf, blankDraft, hasWords, wordsOf } from './amendment-draft.ts';
import { testEntry } from './test-entry.ts';

const watcher = amendmentTypesOf({ write: true, countersigns: false });
const manager = amendmentTypesOf({ write: false, countersigns: true });

describe('a form about an entry', () => {
  it('[GL-17] begins with a correction of the person’s own entry, its words in the box', () => {
    const draft = blankDraft(view('lan'), { types: watcher, by: { actor: 'lan', at: 2_000 } });
    expect(draft).toMatchObject({ type: 'correction', corrected: 'Ba người', added: '', reason: '' });
  });

  it('[GL-17] begins with an addition where the entry is somebody else’s', () => {
    expect(blankDraft(view('quang'), { types: watcher, by: { actor: 'lan', at: 2_000 } })?.type).toBe(
      'addendum',
    );
  });

  it('[GL-23] offers a manager his countersignature alone, and a reader nothing', () => {
    expect(manager).toEqual(['countersign']);
    const by = { actor: 'quan-ly', at: 2_000 };
    expect(blankDraft(view('lan'), { types: manager, by })?.type).toBe('countersign');
    const none = amendmentTypesOf({ write: false, countersigns: false });
    expect(blankDraft(view('lan'), { types: none, by })).toBeNull();
  });

  it('is not there for what waits in quarantine or has no words', () => {
    const by = { types: watcher, by: { actor: 'lan', at: 2_000 } };
    expect(blankDraft({ ...view('lan'), state: 'needs_you' }, by)).toBeNull();
    expect(blankDraft({ ...view('lan'), content: { kind: 'unknown' } }, by)).toBeNull();
  });

  it('is kept once something was typed, each type with its own words', () => {
    const draft = blankDraft(view('lan'), { types: watcher, by: { actor: 'lan', at: 2_000 } });
    if (draft === null) throw new Error('no form');
    expect(hasWords(draft)).toBe(false);
    const typed = { ...draft, corrected: 'Hai người', added: 'đã báo', reason: 'đếm nhầm' };
    expect(hasWords(typed)).toBe(true);
    expect(wordsOf(typed)).toEqual({ text: 'Hai người', reason: 'đếm nhầm' });
    expect(wordsOf({ ...typed, type: 'addendum' })).toEqual({ text: 'đã báo', reason: 'đếm nhầm' });
  });
});

const view = (author: string) => testEntry({ author });
