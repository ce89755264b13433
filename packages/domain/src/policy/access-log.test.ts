import { describe, expect, it } from 'vitest';
import type { Role } from '../account/role.ts';
import { mayReadAccessLog } from './access-log.ts';

function may(role: Role, of: string | null): boolean {
  const assignments = [{ role, facility: null, district: null, post: null }];
  return mayReadAccessLog({ person: 'me', assignments, settings: { iocViewingDocument: null }, of }).ok;
}

describe('mayReadAccessLog', () => {
  it('[GL-52] opens everything to the auditor', () => {
    expect([may('auditor', null), may('auditor', 'me'), may('auditor', 'somebody')]).toEqual([
      true,
      true,
      true,
    ]);
  });

  it('[GL-52] opens to whoever may watch his own looks, and nobody else’s', () => {
    for (const role of ['doh', 'ioc', 'facility_watch'] as const)
      expect([may(role, 'me'), may(role, 'somebody'), may(role, null)]).toEqual([true, false, false]);
  });

  it('[GL-52] is closed to who runs the application', () => {
    expect([may('app_admin', null), may('app_admin', 'me')]).toEqual([false, false]);
  });
});
