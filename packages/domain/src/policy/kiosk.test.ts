import { describe, expect, it } from 'vitest';
import type { Role } from '../account/role.ts';
import { mayDriveKiosk, mayPairKiosk, mayRevokeKiosk, mayShowOnKiosk } from './kiosk.ts';
import { camera, facility } from './testing/gate-camera.ts';

const post = { id: 'p-01', facility: facility.id, name: 'Trực 01', kind: 'facility' } as const;
const settings = { iocViewingDocument: null };

type Held = { readonly role: Role; readonly facility?: string; readonly post?: string };

function questionOf(held: Held, kiosk: { readonly owner?: string; readonly post?: boolean }) {
  const assignments = [
    { role: held.role, facility: held.facility ?? null, district: null, post: held.post ?? null },
  ];
  const at = kiosk.post === true ? { post, facility } : null;
  return { person: 'me', assignments, settings, owner: kiosk.owner ?? 'me', at };
}

describe('who may do what with a kiosk', () => {
  const mine = {};
  const ofPost = { owner: 'somebody', post: true };
  const ofSomebody = { owner: 'somebody' };
  const table: readonly [Held, kiosk: object, may: string][] = [
    [{ role: 'doh' }, mine, 'pair drive revoke'],
    [{ role: 'doh' }, ofSomebody, ''],
    [{ role: 'ioc', post: 'ioc-1' }, mine, 'pair drive revoke'],
    [{ role: 'ioc', post: 'p-01' }, ofPost, 'drive revoke'],
    [{ role: 'facility_manager', facility: facility.id }, mine, ''],
    [{ role: 'facility_manager', facility: facility.id }, { post: true }, 'pair drive revoke'],
    [{ role: 'facility_watch', facility: facility.id }, { post: true }, 'drive revoke'],
    [{ role: 'facility_watch', facility: facility.id }, ofPost, 'drive revoke'],
    [{ role: 'facility_watch', facility: 'another' }, ofPost, ''],
    [{ role: 'app_admin' }, ofPost, 'revoke'],
    [{ role: 'auditor' }, ofPost, ''],
    [{ role: 'dict' }, mine, ''],
  ];

  it.each(table)('[GL-05] %j at %j: %s', (held, kiosk, may) => {
    const question = questionOf(held, kiosk);
    const asked = { pair: mayPairKiosk, drive: mayDriveKiosk, revoke: mayRevokeKiosk };
    const allowed = Object.entries(asked).flatMap(([name, ask]) => (ask(question).ok ? [name] : []));
    expect(allowed.join(' ')).toBe(may);
  });

  it('[GL-05] lets nobody make another answer for it', () => {
    expect(mayPairKiosk(questionOf({ role: 'doh' }, { owner: 'somebody' })).ok).toBe(false);
  });
});

describe('mayShowOnKiosk', () => {
  const owner = {
    person: 'me',
    assignments: [{ role: 'facility_manager', facility: facility.id, district: null, post: null }],
    facility,
    settings,
  } as const;
  const cameras = [camera.id];

  it('[GL-05] gives what the pairing names, of what its owner may watch now', () => {
    expect(mayShowOnKiosk({ ...owner, camera, cameras })).toMatchObject({ ok: true, value: 'FACILITY' });
    expect(mayShowOnKiosk({ ...owner, camera, cameras: [] })).toMatchObject({
      error: { code: 'not_of_kiosk' },
    });
    expect(mayShowOnKiosk({ ...owner, assignments: [], camera, cameras }).ok).toBe(false);
    const assignments = [
      ...owner.assignments,
      { role: 'app_admin', facility: null, district: null, post: null } as const,
    ];
    expect(mayShowOnKiosk({ ...owner, assignments, camera, cameras })).toMatchObject({
      error: { code: 'forbidden' },
    });
  });

  it('[KH-32] shows no sensitive camera, whoever answers for it', () => {
    expect(mayShowOnKiosk({ ...owner, camera: { ...camera, sensitive: true }, cameras })).toMatchObject({
      error: { code: 'sensitive' },
    });
  });
});
