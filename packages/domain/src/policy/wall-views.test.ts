import { describe, expect, it } from 'vitest';
import type { Role } from '../account/role.ts';
import { mayUseWallView } from './wall-views.ts';

const facility = {
  id: 'f-01',
  name: 'Cơ sở 01',
  authority: 'military',
  district: 'pleiku',
  state: 'operating',
} as const;
const post = { id: 'p-01', facility: 'f-01', name: 'Trực 01', kind: 'facility' } as const;
const settings = { iocViewingDocument: null };

type View = { readonly shared: boolean; readonly owner?: string };
const own: View = { shared: false };
const shared: View = { shared: true };

function may(role: Role, at: { facility?: string; post?: string }, view: View): boolean {
  const assignments = [{ role, facility: at.facility ?? null, district: null, post: at.post ?? null }];
  return mayUseWallView({
    person: 'me',
    assignments,
    settings,
    owner: view.owner ?? 'me',
    shared: view.shared ? { post, facility } : null,
  }).ok;
}

describe('mayUseWallView', () => {
  it('[GL-20] gives everybody who may watch his own layouts, and nobody another’s', () => {
    for (const role of ['doh', 'ioc', 'facility_watch'] as const)
      expect([may(role, {}, own), may(role, {}, { ...own, owner: 'somebody' })]).toEqual([true, false]);
    expect(may('app_admin', {}, own)).toBe(false);
  });

  it('[GL-20] gives the layouts of a post to those who keep watch there, whoever made them', () => {
    expect(may('facility_watch', { facility: 'f-01' }, { ...shared, owner: 'somebody' })).toBe(true);
    expect(may('facility_watch', { facility: 'f-02' }, shared)).toBe(false);
    expect(may('ioc', { post: 'p-01' }, shared)).toBe(true);
    expect(may('ioc', { post: 'p-09' }, shared)).toBe(false);
    expect(may('auditor', {}, shared)).toBe(false);
  });
});
