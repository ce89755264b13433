import { entryTextLimit } from '@truc/domain/logbook';
import { describe, expect, it } from 'vitest';
import { beginRound, entriesOf, leastSeenMs, missedIn, seenIn, watchOn, type OnWall } from './round.ts';

const words = {
  head: 'Đã quan sát, bình thường.',
  seen: (count: number) => `Có hình (${count}):`,
  missed: (count: number) => `Không có hình (${count}):`,
  part: (at: number, of: number) => `(${at}/${of})`,
};

function camera(name: string, live: boolean, facility = 'Cơ sở 1'): OnWall {
  return { id: `${facility} ${name}`, name, facility, live };
}

describe('a round', () => {
  it('[GL-20] counts as observed what showed a live picture, and names what did not', () => {
    let round = beginRound(0);
    for (let at = 0; at < 2; at += 1)
      round = watchOn(round, [camera('Cổng', true), camera('Sân', false)], leastSeenMs / 2);
    round = watchOn(round, [camera('Sảnh', true)], leastSeenMs / 2);
    expect(seenIn(round).map(({ name }) => name)).toEqual(['Cổng']);
    expect(missedIn(round).map(({ name }) => name)).toEqual(['Sân', 'Sảnh']);
    expect(entriesOf(round, words)).toEqual([
      'Đã quan sát, bình thường. Có hình (1): Cơ sở 1: Cổng. Không có hình (2): Cơ sở 1: Sân, Sảnh.',
    ]);
  });

  it('says nothing of cameras that never stood on the wall, and nothing that it did not see', () => {
    expect(entriesOf(beginRound(0), words)).toEqual([words.head]);
  });

  it('takes as many entries as hold a large round, each within the limit, and leaves no camera out', () => {
    const many = Array.from({ length: 185 }, (_, at) =>
      camera(`Hành lang tầng ${at}`, true, `Cơ sở ${at % 9}`),
    );
    const texts = entriesOf(watchOn(beginRound(0), many, leastSeenMs), words);
    expect(texts.length).toBeGreaterThan(1);
    for (const text of texts) expect(text.length).toBeLessThanOrEqual(entryTextLimit);
    const all = texts.join(' ');
    for (const { name } of many) expect(all).toMatch(new RegExp(`${name}[,.]`));
  });
});
