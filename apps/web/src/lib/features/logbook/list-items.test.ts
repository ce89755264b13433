import { describe, expect, it } from 'vitest';
import type { EntryView } from './entry-view.ts';
import { createStableItems, shownItems, toListItems } from './list-items.ts';
import { testEntry } from './test-entry.ts';

// 23:50 on the 15th and 00:10 on the 16th in Vietnam; both are the 15th in UTC.
const beforeMidnight = Date.UTC(2021, 5, 15, 16, 50);
const afterMidnight = Date.UTC(2021, 5, 15, 17, 10);

describe('toListItems', () => {
  it('puts a heading where the day in Vietnam changes, and on the first entry', () => {
    const items = toListItems([entry(afterMidnight), entry(beforeMidnight), entry(beforeMidnight - 60_000)]);
    expect(items.map(({ day }) => day)).toEqual([afterMidnight, beforeMidnight, null]);
  });

  it('puts a late entry at its own time, under the day on which it was written', () => {
    const items = toListItems([entry(beforeMidnight - 1), entry(afterMidnight), entry(beforeMidnight)]);
    expect(items.map(({ entry: { writtenAt } }) => writtenAt)).toEqual([
      afterMidnight,
      beforeMidnight,
      beforeMidnight - 1,
    ]);
    expect(items.map(({ day }) => day !== null)).toEqual([true, true, false]);
  });

  it('leaves an entry without a readable time under the day above it', () => {
    expect(toListItems([entry(afterMidnight), entry(null)]).map(({ day }) => day)).toEqual([
      afterMidnight,
      null,
    ]);
  });
});

describe('createStableItems', () => {
  it('gives the same object for an item that has not changed, and a new one for what was amended', () => {
    const stable = createStableItems();
    const [old, other] = [entry(beforeMidnight), entry(beforeMidnight - 60_000)];
    const before = stable(toListItems([old, other]));
    const after = stable(toListItems([entry(afterMidnight), old, other]));
    expect(after.slice(1)).toEqual(before);
    expect(after[1]).toBe(before[0]);
    expect(after[2]).toBe(before[1]);
    const amended = after.map((item) => ({ ...item, amendments: item.entry === old ? [other] : [] }));
    expect(stable(amended)[1]?.amendments).toEqual([other]);
  });
});

describe('shownItems', () => {
  it('cuts a long book, and never above what needs a person', () => {
    const items = toListItems([1, 2, 3, 4, 5].map((minute) => entry(beforeMidnight - minute * 60_000)));
    expect(shownItems(items, 2)).toEqual(items.slice(0, 2));
    const asking = items.map((item, at) =>
      at === 3 ? { ...item, entry: { ...item.entry, state: 'needs_you' as const } } : item,
    );
    expect(shownItems(asking, 2)).toEqual(asking.slice(0, 4));
    expect(shownItems(asking, 9)).toBe(asking);
  });
});

function entry(writtenAt: number | null): EntryView {
  return testEntry({
    key: String(writtenAt),
    author: 'x',
    writtenAt,
    recvAt: null,
    written: writtenAt === null ? null : { dev: String(writtenAt), inst: 1, n: 1, err: null, ahead: 0 },
    content: { kind: 'unknown' },
  });
}
