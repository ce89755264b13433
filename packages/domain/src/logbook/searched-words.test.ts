import { describe, expect, it } from 'vitest';
import { searchedWords } from './searched-words.ts';

const target = '0190163d-8694-7394-8001-0242ac120002';
const entry = JSON.stringify({ text: 'Rơ Mah Thu ra sân', phrase: null, camera: null });

describe('searchedWords', () => {
  it('[GL-22] are an entry’s text, and an amendment’s text and reason under its entry', () => {
    expect(searchedWords({ opId: 'a', kind: 'logbook.entry', v: 1, body: entry })).toEqual({
      opId: 'a',
      text: 'Rơ Mah Thu ra sân',
      target: null,
    });
    const body = JSON.stringify({ target, text: 'Hai người', reason: 'đếm lại' });
    expect(searchedWords({ opId: 'b', kind: 'logbook.correction', v: 1, body })).toEqual({
      opId: 'b',
      text: 'Hai người\nđếm lại',
      target,
    });
  });

  it('are the author’s own in an entry that was adopted, under his operation’s id', () => {
    const h = JSON.stringify({ opId: 'his', kind: 'logbook.entry', v: 1, dev: 'any' });
    const adopted = {
      from: { scope: 'quarantine:bv', seq: 1 },
      op: { h, b: entry, s: 's' },
      code: 'lease_missing',
    };
    const read = searchedWords({
      opId: 'a',
      kind: 'quarantine.adopted',
      v: 1,
      body: JSON.stringify(adopted),
    });
    expect(read).toMatchObject({ opId: 'his', text: 'Rơ Mah Thu ra sân' });
  });

  it('are nothing where nobody wrote words, or none that can be read', () => {
    expect(searchedWords({ opId: 'a', kind: 'logbook.entry', v: 1, body: '' })).toBeNull();
    expect(searchedWords({ opId: 'a', kind: 'logbook.entry', v: 2, body: entry })).toBeNull();
    expect(searchedWords({ opId: 'a', kind: 'device.clock_changed', v: 1, body: '{}' })).toBeNull();
  });
});
