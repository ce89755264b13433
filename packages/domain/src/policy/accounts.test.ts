import { describe, expect, it } from 'vitest';
import type { AccountTarget } from '../account-proposal/acts.ts';
import type { Role, RoleAssignment } from '../account/role.ts';
import type { Facility } from '../facility/facility.ts';
import { mayCarryOutAccounts, mayDecideAccount, mayProposeAccount } from './accounts.ts';

const military: Facility = {
  id: 'f-01',
  name: 'Cơ sở 01',
  district: 'pleiku',
  authority: 'military',
  state: 'operating',
};
const civil: Facility = { ...military, id: 'f-02', authority: 'civil' };

function held(role: Role, facility: string | null = null): RoleAssignment {
  return { role, facility, district: null, post: null };
}

function over(role: Role, facility: string | null = null): AccountTarget {
  return { role, facility, district: null, post: null };
}

function asker(role: Role, facility: string | null = null) {
  return { person: 'me', assignments: [held(role, facility)], settings: { iocViewingDocument: null } };
}

const rows: readonly (readonly [string, AccountTarget, Facility | null, readonly Role[], readonly Role[]])[] =
  [
    [
      '[GL-10] [GL-20] a watch of a military site',
      over('facility_watch', 'f-01'),
      military,
      ['facility_manager', 'pmc'],
      ['pmc'],
    ],
    ['[GL-11] [GL-20] a watch of another site', over('facility_watch', 'f-02'), civil, ['doh'], ['doh']],
    ['[GL-10] a manager of a military site', over('facility_manager', 'f-01'), military, ['pmc'], ['pmc']],
    ['[GL-04] [GL-37] one of Bộ CHQS', over('pmc'), null, ['pmc'], ['doh']],
    ['[GL-04] [GL-37] one of VP UBND', over('pc_office'), null, ['pc_office'], ['doh']],
    ['one of the IOC', over('ioc'), null, ['dict'], ['pc_office']],
    ['whoever runs the application', over('app_admin'), null, ['dict'], ['pc_office']],
  ];
const all: readonly Role[] = [
  'steering_head',
  'pc_office',
  'pmc',
  'doh',
  'dict',
  'ioc',
  'operator',
  'facility_manager',
  'facility_watch',
  'district_pc',
  'app_admin',
  'auditor',
];

describe('who proposes, decides and carries out', () => {
  // The manager who asks is that of the military site.
  const may = (rule: (role: Role) => boolean) => all.filter(rule);

  it.each(rows)('%s: is given by these alone', (_, target, facility, proposes, decides) => {
    const of = (role: Role) => ({ ...asker(role, 'f-01'), target, facility });
    expect(may((role) => mayProposeAccount({ ...of(role), wish: 'give' }))).toEqual(
      all.filter((role) => proposes.includes(role)),
    );
    expect(may((role) => mayDecideAccount(of(role)))).toEqual([...decides]);
  });

  it.each(rows)(
    '[KH-30] %s: whoever runs the application proposes an end, never a beginning',
    (_, target, facility) => {
      const question = { ...asker('app_admin'), target, facility };
      expect(mayProposeAccount({ ...question, wish: 'take_back' })).toBe(true);
      for (const wish of ['give', 'change', 'keep'] as const)
        expect(mayProposeAccount({ ...question, wish })).toBe(false);
    },
  );

  it('[KH-30] is carried out by whoever runs the application alone', () => {
    expect(may((role) => mayCarryOutAccounts(asker(role)))).toEqual(['app_admin']);
  });
});
