import 'fake-indexeddb/auto';
import { Dexie, type ObservabilitySet } from 'dexie';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { openOutboxDb, type StateEntry } from './outbox-db.ts';
import { createReaderNews } from './tell-readers.ts';

const written = (n: number) => {
  const state: StateEntry = { dev: 'dev', inst: 1, n, scope: 'tag', state: 'unsent', outcome: null };
  return { operations: [], states: [state] };
};

describe('what live queries are told of saves', () => {
  const told: string[][] = [];
  const listen = (parts: ObservabilitySet) => told.push(Object.keys(parts));

  beforeEach(() => {
    told.length = 0;
    vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout', 'performance'] });
    Dexie.on.storagemutated.subscribe(listen);
  });
  afterEach(() => {
    Dexie.on.storagemutated.unsubscribe(listen);
    vi.useRealTimers();
  });

  it('comes once for saves in a row, shortly after the last', () => {
    const tell = createReaderNews(openOutboxDb('news'));
    for (const n of [1, 2, 3]) {
      tell(written(n));
      vi.advanceTimersByTime(40);
    }
    expect(told).toEqual([]);
    vi.advanceTimersByTime(20);
    expect(told).toHaveLength(1);
    expect(told[0]).toContain('idb://news/states/[scope+state]');
    tell(written(4));
    vi.advanceTimersByTime(60);
    expect(told).toHaveLength(2);
  });

  it('does not wait for the end of a burst that goes on', () => {
    const tell = createReaderNews(openOutboxDb('burst'));
    for (let n = 1; n <= 20; n += 1) {
      tell(written(n));
      vi.advanceTimersByTime(25);
    }
    expect(told).toHaveLength(2);
  });
});
