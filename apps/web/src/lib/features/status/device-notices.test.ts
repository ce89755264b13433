import type { SyncStatus } from '@truc/sync/client';
import { describe, expect, it } from 'vitest';
import { deviceNotices, type NoticeFacts } from './device-notices.ts';

const now = 1_800_000_000_000;

function told(change: Partial<NoticeFacts>, status: Partial<SyncStatus> = {}): string[] {
  const well = { connection: 'online', problems: [], clock: null, ...status } as unknown as SyncStatus;
  const facts = {
    emptied: null,
    isRoomLow: false,
    offlineUntil: null,
    now,
    locale: 'vi',
    ageText: String,
    ...change,
  };
  return deviceNotices({ ...facts, status: well }).map(({ title, text }) => `${title}. ${text}`);
}

describe('what a watcher is told of his device', () => {
  it('is nothing while all is well, also without a network', () => {
    expect(told({})).toEqual([]);
    expect(told({ offlineUntil: now + 1 }, { connection: 'offline' })).toEqual([]);
  });

  it('[SH1] says that the browser emptied it, what was unsent then, and to report and write it down again', () => {
    const [text] = told({ emptied: { inst: 1, unsent: 3, noticedAt: now } });
    expect(text).toMatch(/đã bị xóa.*còn 3 mục chưa gửi.*ghi lại các mục đó và báo ngay người quản lý/);
  });

  it('says of a blocked device that nothing is lost and whom to tell', () => {
    const [text] = told({}, { problems: [{ kind: 'refused', code: 'device_blocked' }] });
    expect(text).toMatch(/^Máy này đã bị chặn.*không mất.*báo ngay người quản lý/);
  });

  it('says of an ended session and an ended lease what to do', () => {
    expect(told({ offlineUntil: now }, { connection: 'signed_out' })).toEqual([
      expect.stringContaining('Hãy đăng nhập lại'),
      expect.stringContaining('Hãy nối mạng sớm'),
    ]);
  });

  it('says of a clock that is wrong to set it, and of little room to make some', () => {
    const clock = { off: -2 * 3_600_000, err: 10, ageMs: 0 };
    expect(told({ isRoomLow: true }, { clock })).toEqual([
      expect.stringContaining('Hãy xóa bớt ảnh và tệp khác'),
      expect.stringContaining('hãy chỉnh lại giờ'),
    ]);
    expect(told({}, { clock: { off: 30_000, err: 10, ageMs: 0 } })).toEqual([]);
  });
});
