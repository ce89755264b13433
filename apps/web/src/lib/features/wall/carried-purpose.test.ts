import { beforeEach, describe, expect, it } from 'vitest';
import { carryPurpose, takeCarriedPurpose } from './carried-purpose.ts';

let stored: Map<string, string>;
const storage = {
  getItem: (key: string) => stored.get(key) ?? null,
  setItem: (key: string, value: string) => void stored.set(key, value),
  removeItem: (key: string) => void stored.delete(key),
};
beforeEach(() => {
  stored = new Map();
});

describe('a purpose that is carried over a reload', () => {
  it('[GL-07] is that of the wall which loaded itself anew, once', () => {
    carryPurpose(storage, 'supervise_compliance', 1_000);
    expect(takeCarriedPurpose(storage, 5_000)).toBe('supervise_compliance');
    expect(takeCarriedPurpose(storage, 5_001)).toBeNull();
  });

  it('[GL-07] is asked for anew after a minute, and where something else stands', () => {
    carryPurpose(storage, 'supervise_compliance', 1_000);
    expect(takeCarriedPurpose(storage, 61_000)).toBeNull();
    for (const text of ['{', '{"purpose":"curiosity","at":1}', 'null']) {
      stored.set('truc:carried-purpose', text);
      expect(takeCarriedPurpose(storage, 1)).toBeNull();
    }
  });
});
