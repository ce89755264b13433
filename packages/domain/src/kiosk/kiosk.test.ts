import { describe, expect, it } from 'vitest';
import {
  decideKioskChange,
  decidePairing,
  kioskAccount,
  kioskLongestMs,
  kioskOf,
  kioskOfAccount,
  kioskStateOf,
  type KioskEvent,
  type KioskPairing,
} from './kiosk.ts';

const pairing: KioskPairing = {
  name: 'Màn hình 1',
  place: 'Phòng trực tầng 2',
  post: 'p-01',
  purpose: 'supervise_compliance',
  cameras: ['cam-011'],
  until: 1_000,
};
const asked = { ...pairing, kiosk: 'k', by: 'thao' };
const paired: KioskEvent = { ...asked, kind: 'paired', at: 1 };

describe('a kiosk', () => {
  it('[GL-05] is answered for by the person who paired it, from then until it is revoked or its time has come', () => {
    const kiosk = kioskOf([paired]);
    expect(kiosk).toMatchObject({ id: 'k', owner: 'thao', pairedAt: 1, revoked: null, ...pairing });
    expect([1, 999, 1_000].map((now) => kiosk && kioskStateOf(kiosk, now))).toEqual([
      'paired',
      'paired',
      'ended',
    ]);
    const revoked = kioskOf([paired, { kind: 'revoked', kiosk: 'k', by: 'my', at: 5, reason: 'mất' }]);
    expect(revoked && kioskStateOf(revoked, 6)).toBe('revoked');
    expect(revoked?.owner).toBe('thao');
  });

  it('keeps its owner, cameras and end through every later event', () => {
    const kiosk = kioskOf([
      paired,
      { ...paired, by: 'my', cameras: ['cam-021'], until: 9_999 },
      { kind: 'renamed', kiosk: 'k', by: 'my', at: 3, name: 'Màn hình 2', place: 'Sảnh' },
    ]);
    expect(kiosk).toMatchObject({ owner: 'thao', cameras: ['cam-011'], until: 1_000, name: 'Màn hình 2' });
    expect(kioskOf([])).toBeNull();
  });

  it('is paired with cameras and an end within a year, and not else', () => {
    expect(decidePairing(asked, 10)).toMatchObject({ ok: true, value: { kind: 'paired', at: 10 } });
    const codes = [
      decidePairing({ ...asked, cameras: [] }, 10),
      decidePairing(asked, 1_000),
      decidePairing({ ...asked, until: 11 + kioskLongestMs }, 10),
    ].map((answer) => (answer.ok ? 'ok' : answer.error.code));
    expect(codes).toEqual(['no_cameras', 'time_out_of_range', 'time_out_of_range']);
  });

  it('stays as it is once it is over', () => {
    const kiosk = kioskOf([paired]);
    if (kiosk === null) throw new Error('paired');
    const change = { kind: 'revoked', reason: 'hết việc', by: 'my' } as const;
    expect(decideKioskChange(kiosk, change, 999)).toMatchObject({ ok: true, value: { at: 999 } });
    expect(decideKioskChange(kiosk, change, 1_000)).toMatchObject({ ok: false });
  });

  it('has an account that no person has', () => {
    expect(kioskOfAccount(kioskAccount('k'))).toBe('k');
    expect(kioskOfAccount('tran-van-khanh')).toBeNull();
  });
});
