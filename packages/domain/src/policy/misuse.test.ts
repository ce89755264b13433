import { describe, expect, it } from 'vitest';
import { roles, type Role } from '../account/role.ts';
import type { Facility } from '../facility/facility.ts';
import { mayInMisuse, misuseActionOf, type MisuseAction } from './misuse.ts';

const facility: Facility = {
  id: 'f-01',
  name: 'Đồi Thông',
  district: 'pleiku',
  authority: 'military',
  state: 'operating',
};
const actions: readonly MisuseAction[] = ['report_misuse', 'read_misuse', 'handle_misuse'];

function asks(action: MisuseAction, role: Role, named: readonly string[]) {
  const assignments = [{ role, facility: 'f-01', district: 'pleiku', post: null }];
  const settings = { iocViewingDocument: null };
  return mayInMisuse({ action, person: 'me', assignments, facility, named, settings });
}

describe('rights in a case about a user', () => {
  it.each(roles)('[GL-18] a %s who is named has none, whatever his role gives', (role) => {
    for (const action of actions)
      expect(asks(action, role, ['somebody', 'me'])).toEqual({
        ok: false,
        error: { code: 'not_permitted', detail: 'GL-18' },
      });
  });

  it('[GL-18] [KH-13] the facility’s people may report one and read none', () => {
    for (const role of ['facility_manager', 'facility_watch'] as const)
      expect(actions.map((action) => asks(action, role, ['other']).ok)).toEqual([true, false, false]);
  });

  it('[KH-16] the authority of the facility handles it, the other does not', () => {
    expect(asks('handle_misuse', 'pmc', ['other']).ok).toBe(true);
    expect(asks('handle_misuse', 'doh', ['other']).ok).toBe(false);
  });

  it('[GL-18] nobody begins one by a command of his own', () => {
    expect([misuseActionOf('open_incident'), misuseActionOf('record_violation')]).toEqual([null, null]);
  });
});
