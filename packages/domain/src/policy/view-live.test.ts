import { describe, expect, it } from 'vitest';
import type { Role } from '../account/role.ts';
import type { Camera } from '../camera/camera.ts';
import { mayViewLive } from './view-live.ts';
import { camera, facility } from './testing/gate-camera.ts';

function asks(role: Role, options: { camera?: Partial<Camera>; at?: string; document?: string } = {}) {
  return mayViewLive({
    person: 'me',
    assignments: [{ role, facility: options.at ?? null, district: null, post: null }],
    camera: { ...camera, ...options.camera },
    facility,
    settings: { iocViewingDocument: options.document ?? null },
  });
}

describe('mayViewLive', () => {
  it('[GL-03] shows the central system to VP UBND, Bộ CHQS and Sở Y tế', () => {
    for (const role of ['pc_office', 'pmc', 'doh'] as const)
      expect(asks(role)).toEqual({ ok: true, value: 'CENTRAL' });
  });

  it('[GL-03] denies the central system to every other role', () => {
    for (const role of ['steering_head', 'dict', 'operator', 'district_pc', 'app_admin', 'auditor'] as const)
      expect(asks(role).ok).toBe(false);
  });

  it('[GL-20] shows a facility its own cameras, connected or not, and no other facility’s', () => {
    expect(asks('facility_watch', { at: 'f-01', camera: { national: 'none' } })).toEqual({
      ok: true,
      value: 'FACILITY',
    });
    expect(asks('facility_watch', { at: 'f-02' }).ok).toBe(false);
  });

  it('[QT-06] shows the IOC what is connected to it, and only under a document', () => {
    expect(asks('ioc', { camera: { ioc: 'connected' } })).toMatchObject({
      ok: false,
      error: { code: 'document_missing' },
    });
    expect(asks('ioc', { camera: { ioc: 'connected' }, document: '12/QĐ-UBND' })).toEqual({
      ok: true,
      value: 'CENTRAL',
    });
    expect(asks('ioc', { camera: { ioc: 'none' }, document: '12/QĐ-UBND' }).ok).toBe(false);
  });

  it('denies a camera that is not in service to everybody', () => {
    for (const lifecycle of ['planned', 'switched_off', 'removed'] as const)
      expect(asks('doh', { camera: { lifecycle } })).toMatchObject({
        ok: false,
        error: { code: 'camera_not_in_service' },
      });
  });
});
