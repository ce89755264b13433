import { describe, expect, it } from 'vitest';
import { isSpellOver, watchersOf, watchForgottenMs, type WatchEvent } from './wall-watch.ts';

function event(kind: WatchEvent['kind'], person: string, at: number): WatchEvent {
  return { kind, person, post: 'p-01', purpose: 'supervise_compliance', at };
}

describe('the watch plan', () => {
  it('[GL-20] counts who has said that he watches, until he says that he has stopped', () => {
    const events = [event('began', 'lan', 1), event('began', 'minh', 2), event('ended', 'lan', 3)];
    expect(watchersOf(events.slice(0, 2), 10).map(({ person }) => person)).toEqual(['lan', 'minh']);
    expect(watchersOf(events, 10)).toEqual([{ person: 'minh', since: 2 }]);
    expect(watchersOf([], 10)).toEqual([]);
  });

  it('begins a spell anew when somebody says it again, and forgets who went home without a word', () => {
    const events = [event('began', 'lan', 1), event('began', 'lan', 500)];
    expect(watchersOf(events, 600)).toEqual([{ person: 'lan', since: 500 }]);
    expect(watchersOf(events, 500 + watchForgottenMs)).toEqual([]);
  });

  it('reminds after the spell, and not before', () => {
    const minute = 60_000;
    expect([19 * minute, 20 * minute].map((now) => isSpellOver({ since: 0 }, now, 20))).toEqual([
      false,
      true,
    ]);
  });
});
