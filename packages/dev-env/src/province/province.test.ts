import { describe, expect, it } from 'vitest';
import { province } from './province.ts';
import { sites } from './sites.ts';

function count<T>(items: readonly T[], of: (item: T) => string): Record<string, number> {
  const counts: Record<string, number> = {};
  for (const item of items) counts[of(item)] = (counts[of(item)] ?? 0) + 1;
  return counts;
}

describe('demonstration province', () => {
  it('has 24 sites, 26 recorders, 219 cameras, 31 posts and 205 people', () => {
    expect(province.recorders.length).toBe(26);
    expect(province.facilities.length).toBe(24);
    expect(province.cameras.length).toBe(219);
    expect(province.posts.length).toBe(31);
    expect(province.people.length).toBe(205);
  });

  it('has 16 military and 8 civil sites in 15 of 17 districts', () => {
    expect(count(province.facilities, ({ authority }) => authority)).toEqual({ military: 16, civil: 8 });
    expect(Object.keys(province.districts).length).toBe(17);
    expect(new Set(province.facilities.map(({ district }) => district)).size).toBe(15);
  });

  it('has 13 sites in both systems, 3 in the national one only, and 8 on their way or ended', () => {
    expect(count(sites, ({ state, connection }) => `${state} ${connection}`)).toEqual({
      'operating both': 13,
      'operating national': 3,
      'installed none': 2,
      'installing none': 2,
      'plan_submitted none': 1,
      'surveyed none': 1,
      'mission_ended none': 1,
      'disposition_decided none': 1,
    });
  });

  it('has 185 cameras in service, of which 170 are good', () => {
    expect(count(province.cameras, ({ lifecycle }) => lifecycle)).toEqual({
      in_service: 185,
      planned: 24,
      switched_off: 5,
      removed: 5,
    });
    const inService = province.cameras.filter(({ lifecycle }) => lifecycle === 'in_service');
    expect(inService.filter(({ trouble }) => trouble === null).length).toBe(170);
    expect(inService.filter(({ trouble }) => trouble === 'recording_lost').length).toBe(4);
    expect(inService.filter(({ trouble }) => trouble === 'site_offline').length).toBe(2);
  });

  it('gives every person a name of his own and every id once', () => {
    expect(new Set(province.people.map(({ name }) => name)).size).toBe(205);
    for (const rows of [
      province.recorders,
      province.people,
      province.cameras,
      province.posts,
      province.facilities,
    ])
      expect(new Set(rows.map(({ id }) => id)).size).toBe(rows.length);
  });

  it('has 24 managers, 144 watchers, 12 in the IOC, 15 agency officers and 10 of the operator', () => {
    const group = count(province.people, ({ roles }) => roles[0]?.role ?? 'none');
    expect(group).toMatchObject({ facility_manager: 24, facility_watch: 144, ioc: 12, operator: 10 });
    expect(province.people.length - 24 - 144 - 12 - 10).toBe(15);
  });
});
