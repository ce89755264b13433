import { describe, expect, it, vi } from 'vitest';
import { createGroupCommit, type Settled } from './group-commit.ts';

/** A store whose transactions end when the test says so. */
function open(mostAtOnce = 3) {
  const groups: string[][] = [];
  const ends: ((settled: readonly Settled<string>[]) => void)[] = [];
  const commit = createGroupCommit<string, string>({
    mostAtOnce,
    patienceMs: 1_000,
    store: (items) => {
      groups.push([...items]);
      return new Promise((resolve) => ends.push(resolve));
    },
  });
  return {
    groups,
    commit,
    end: (at: number) => ends[at]?.((groups[at] ?? []).map((value) => ({ value }))),
    endWith: (at: number, settled: readonly Settled<string>[]) => ends[at]?.(settled),
  };
}

const turn = () => new Promise((resolve) => setTimeout(resolve));

describe('saves that wait for one another', () => {
  it('[OB2] share one transaction while another is under way, in the order in which they were asked for', async () => {
    const { groups, commit, end } = open();
    const saved = ['a', 'b', 'c', 'd', 'e'].map((text) => commit(text));
    await turn();
    expect(groups).toEqual([['a']]);
    end(0);
    await turn();
    end(1);
    await turn();
    end(2);
    expect(await Promise.all(saved)).toEqual(['a', 'b', 'c', 'd', 'e']);
    expect(groups).toEqual([['a'], ['b', 'c', 'd'], ['e']]);
  });

  it('are answered each for itself: one that breaks takes nobody along', async () => {
    const { commit, end, endWith } = open();
    void commit('under way');
    const [first, second] = [commit('first'), commit('second')];
    end(0);
    await turn();
    endWith(1, [{ value: 'stored' }, { thrown: new Error('broken') }]);
    expect(await first).toBe('stored');
    await expect(second).rejects.toThrow('broken');
  });

  it('go on after a transaction that never ends', async () => {
    vi.useFakeTimers();
    try {
      const { groups, commit, end } = open();
      void commit('hangs');
      await vi.advanceTimersByTimeAsync(1);
      const later = commit('later');
      await vi.advanceTimersByTimeAsync(1_000);
      expect(groups).toEqual([['hangs'], ['later']]);
      end(1);
      expect(await later).toBe('later');
    } finally {
      vi.useRealTimers();
    }
  });
});
