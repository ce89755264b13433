import { describe, expect, it } from 'vitest';
import { createStorageSentinel } from './storage-sentinel.ts';

function places() {
  const held = new Map<string, string>();
  const storage = {
    getItem: (key: string) => held.get(key) ?? null,
    setItem: (key: string, value: string) => void held.set(key, value),
    removeItem: (key: string) => void held.delete(key),
  };
  const jar = new Map<string, string>();
  const cookies = {
    get cookie() {
      return [...jar].map(([key, value]) => `${key}=${value}`).join('; ');
    },
    set cookie(text: string) {
      const [key = '', value = ''] = (text.split(';')[0] ?? '').split('=');
      jar.set(key, value);
    },
  };
  return { held, jar, sentinel: createStorageSentinel({ storage, cookies }) };
}

describe('the storage’s sentinel', () => {
  it('[SH1] remembers in two kinds of storage, each of which is enough', () => {
    const { held, jar, sentinel } = places();
    expect(sentinel.recall()).toBeNull();
    sentinel.remember({ inst: 2, unsent: 7 });
    held.clear();
    expect(sentinel.recall()).toEqual({ inst: 2, unsent: 7 });
    sentinel.remember({ inst: 2, unsent: 0 });
    jar.clear();
    expect(sentinel.recall()).toEqual({ inst: 2, unsent: 0 });
  });

  it('[SH1] owes the server the news until it is told', () => {
    const { sentinel } = places();
    const emptied = { inst: 1, unsent: 3, noticedAt: 1_700_000_000_000 };
    expect(sentinel.owed()).toBeNull();
    sentinel.owe(emptied);
    expect(sentinel.owed()).toEqual(emptied);
    sentinel.settle();
    expect(sentinel.owed()).toBeNull();
  });

  it('[SH1] takes what it did not write for nothing', () => {
    const { held, jar, sentinel } = places();
    held.set('truc_storage', '<script>');
    jar.set('truc_storage', '-1.5');
    expect(sentinel.recall()).toBeNull();
  });
});
