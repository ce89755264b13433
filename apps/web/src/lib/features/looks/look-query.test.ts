import { describe, expect, it } from 'vitest';
import { momentOf } from '#lib/i18n/local-moment.ts';
import { lookQuery } from './look-query.ts';

describe('momentOf', () => {
  it('reads what is typed as Vietnam’s time, whatever the device’s zone is', () => {
    expect(momentOf('2021-06-15T14:20')).toBe(Date.UTC(2021, 5, 15, 7, 20));
  });

  it('takes nothing, or what is no time, for no limit', () => {
    expect([momentOf(''), momentOf('hôm qua')]).toEqual([null, null]);
  });
});

describe('lookQuery', () => {
  it('asks only for what was chosen', () => {
    const nothing = { person: null, camera: null, from: '', to: '', before: null };
    expect(lookQuery(nothing)).toBe('');
    expect(lookQuery({ ...nothing, camera: 'cam-1', to: '1970-01-01T07:00' })).toBe('camera=cam-1&to=0');
  });
});
