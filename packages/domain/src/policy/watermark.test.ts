import { describe, expect, it } from 'vitest';
import type { Role } from '../account/role.ts';
import { isWatermarked } from './watermark.ts';

const holding = (...roles: readonly Role[]) =>
  roles.map((role) => ({ role, facility: null, district: null, post: null }));

describe('isWatermarked', () => {
  it('[GL-05] is on for everybody until the province decides otherwise', () => {
    for (const held of [holding('doh'), holding('ioc'), holding('facility_watch'), holding()])
      expect(isWatermarked(held, { iocViewingDocument: null })).toBe(true);
  });

  it('[GL-05] is off only for whoever holds exempted roles alone', () => {
    const settings = { iocViewingDocument: null, watermarkExempt: ['ioc'] } as const;
    expect(isWatermarked(holding('ioc'), settings)).toBe(false);
    expect(isWatermarked(holding('ioc', 'facility_watch'), settings)).toBe(true);
  });
});
