import { describe, expect, it } from 'vitest';
import { toRoom } from './storage-health.ts';

const mb = 1024 * 1024;

describe('room in the storage', () => {
  it('[SH3] is low under a hundred megabytes, or a tenth of all, before nothing can be saved', () => {
    expect(toRoom({ usage: 10 * mb, quota: 2_000 * mb })?.isLow).toBe(false);
    expect(toRoom({ usage: 1_850 * mb, quota: 2_000 * mb })?.isLow).toBe(true);
    expect(toRoom({ usage: 520 * mb, quota: 600 * mb })?.isLow).toBe(true);
    expect(toRoom({ usage: 1 * mb, quota: 50 * mb })?.isLow).toBe(false);
  });

  it('[SH3] is said to be nothing where the browser does not say', () => {
    expect(toRoom({})).toBeNull();
    expect(toRoom({ usage: 5, quota: 0 })).toBeNull();
  });
});
