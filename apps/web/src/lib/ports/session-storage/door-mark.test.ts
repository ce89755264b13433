import { PersonIdSchema } from '@truc/sync/protocol';
import * as v from 'valibot';
import { describe, expect, it } from 'vitest';
import { createDoorMark } from './door-mark.ts';

const lan = {
  person: v.parse(PersonIdSchema, 'lan'),
  name: 'Trần Thị Lan',
  attemptsLeft: 9,
  hasPasskey: false,
};

describe('the mark of whose PIN is asked for', () => {
  it('is read as it was kept, until nobody is asked any more', () => {
    const { mark, kept } = openMark();
    expect(mark.read()).toBeNull();
    mark.keep(lan);
    expect(mark.read()).toEqual(lan);
    mark.keep(null);
    expect(mark.read()).toBeNull();
    expect(kept.size).toBe(0);
  });

  it('is nobody’s where something else lies there, or the storage is switched off', () => {
    const { mark, kept } = openMark();
    mark.keep(lan);
    for (const [key] of kept) kept.set(key, '{"person":"lan"');
    expect(mark.read()).toBeNull();
    const off = createDoorMark(() => {
      throw new Error('denied');
    });
    off.keep(lan);
    expect(off.read()).toBeNull();
  });
});

function openMark() {
  const kept = new Map<string, string>();
  const mark = createDoorMark(() => ({
    getItem: (key) => kept.get(key) ?? null,
    setItem: (key, value) => void kept.set(key, value),
    removeItem: (key) => void kept.delete(key),
  }));
  return { mark, kept };
}
