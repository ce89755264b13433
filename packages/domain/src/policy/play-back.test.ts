import { describe, expect, it } from 'vitest';
import { roles, type Role } from '../account/role.ts';
import type { Camera } from '../camera/camera.ts';
import { mayPlayBack } from './play-back.ts';
import { camera, facility } from './testing/gate-camera.ts';

function asks(
  asked: readonly Role[],
  options: { camera?: Partial<Camera>; at?: string; document?: string } = {},
) {
  return mayPlayBack({
    person: 'me',
    assignments: asked.map((role) => ({ role, facility: options.at ?? null, district: null, post: null })),
    camera: { ...camera, ...options.camera },
    facility,
    settings: { iocViewingDocument: options.document ?? null },
  });
}

describe('mayPlayBack', () => {
  it('[GL-07] is given to the three agencies over the central system, and to a facility for its own cameras', () => {
    for (const role of ['pc_office', 'pmc', 'doh'] as const)
      expect(asks([role])).toEqual({ ok: true, value: 'CENTRAL' });
    for (const role of ['facility_manager', 'facility_watch'] as const) {
      expect(asks([role], { at: 'f-01', camera: { national: 'none' } })).toEqual({
        ok: true,
        value: 'FACILITY',
      });
      expect(asks([role], { at: 'f-02' }).ok).toBe(false);
    }
  });

  it('[GL-03] is denied to every other role, and to whoever runs or audits the application beside another role', () => {
    const given: readonly Role[] = ['pc_office', 'pmc', 'doh', 'ioc', 'facility_manager', 'facility_watch'];
    for (const role of roles.filter((each) => !given.includes(each))) expect(asks([role]).ok).toBe(false);
    for (const role of ['app_admin', 'auditor'] as const)
      expect(asks(['doh', role])).toMatchObject({ ok: false, error: { code: 'forbidden' } });
  });

  it('[QT-06] is given to the IOC under its document alone, for what is connected to it', () => {
    const connected = { camera: { ioc: 'connected' } } as const;
    expect(asks(['ioc'], connected)).toMatchObject({ ok: false, error: { code: 'document_missing' } });
    expect(asks(['ioc'], { ...connected, document: '12/QĐ-UBND' })).toEqual({ ok: true, value: 'CENTRAL' });
    expect(asks(['ioc'], { document: '12/QĐ-UBND' }).ok).toBe(false);
  });

  it('[KH-18] reaches a camera that is switched off, for its recorder keeps on, and none that is planned or removed', () => {
    expect(asks(['doh'], { camera: { lifecycle: 'switched_off' } }).ok).toBe(true);
    for (const lifecycle of ['planned', 'removed'] as const)
      expect(asks(['doh'], { camera: { lifecycle } })).toMatchObject({
        ok: false,
        error: { code: 'camera_not_in_service' },
      });
  });
});
