import { describe, expect, it } from 'vitest';
import { orderBook, type Placed } from './book-order.ts';

const base: Placed = { dev: 'a', inst: 1, n: 1, at: 1_000, err: 50, doubtMs: 0, recvAt: null };
const order = (items: readonly Placed[]) => orderBook(items, (item) => item);
const names = (items: readonly Placed[]) => order(items).map(({ item }) => `${item.dev}${item.n}`);

describe('orderBook', () => {
  it('[TI5] keeps a device’s own order, whatever its clock says', () => {
    const items = [3, 1, 2].map((n) => ({ ...base, n, at: 10_000 - n * 1_000 }));
    expect(names(items)).toEqual(['a1', 'a2', 'a3']);
  });

  it('[TI5] puts a late entry at its time among those of other devices', () => {
    const late = { ...base, dev: 'b', at: 2_000, recvAt: 90_000 };
    expect(names([base, { ...base, n: 2, at: 3_000 }, late])).toEqual(['a1', 'b1', 'a2']);
  });

  it('[TI5] says where the order of two devices is uncertain, and only there', () => {
    const close = { ...base, dev: 'b', at: 1_080 };
    const far = { ...base, dev: 'c', at: 1_500 };
    expect(order([far, close, base]).map(({ isUncertain }) => isUncertain)).toEqual([false, true, false]);
    expect(order([base, { ...base, n: 2 }]).map(({ isUncertain }) => isUncertain)).toEqual([false, false]);
  });

  it('[TI5] takes a jump that may have been a sleep for doubt', () => {
    const slept = { ...base, doubtMs: 3_600_000 };
    const other = { ...base, dev: 'b', at: 60_000 };
    expect(order([slept, other]).map(({ isUncertain }) => isUncertain)).toEqual([false, true]);
    expect(order([{ ...slept, recvAt: 30_000 }, other])[1]?.isUncertain).toBe(false);
  });

  it('[TI5] lets a clock years ahead carry nothing beyond its receipt', () => {
    const ahead = { ...base, at: 9_000_000_000, recvAt: 2_000 };
    expect(names([{ ...base, dev: 'b', at: 3_000 }, ahead])).toEqual(['a1', 'b1']);
  });

  it('[TI2] [TI5] is a total preorder that respects numbers, over random clocks', () => {
    let state = 7;
    const draw = (limit: number) => {
      state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
      return Math.floor((state / 2 ** 32) * limit);
    };
    for (let round = 0; round < 200; round += 1) {
      const items = Array.from({ length: 30 }, (_, n): Placed => ({
        dev: 'abc'[draw(3)] ?? 'a',
        inst: 1 + draw(2),
        n: n + 1,
        at: (draw(3) - 1) * 315_360_000_000 + draw(100_000),
        err: draw(4) === 0 ? null : draw(500),
        doubtMs: draw(10) === 0 ? 3_600_000 : 0,
        recvAt: draw(2) === 0 ? null : draw(200_000),
      }));
      const once = order(items).map(({ item }) => item);
      expect(
        order(items.toReversed()).map(({ item }) => item),
        `round ${round}`,
      ).toEqual(once);
      for (const dev of 'abc') {
        const own = once.filter((item) => item.dev === dev).map(({ inst, n }) => inst * 1_000 + n);
        expect(own, `round ${round}`).toEqual(own.toSorted((a, b) => a - b));
      }
    }
  });
});
