/** Lists of focal persons of the demonstration: one that Sở Y tế took, one that it returned, and one that waits (GL-28, GL-31). */
import type { FocalListAct } from '@truc/domain/focal-list';

const day = 24 * 60 * 60_000;

export type ToldList = {
  readonly at: number;
  readonly by: string;
  readonly number: number;
  readonly act: FocalListAct;
};

export function pastFocalLists(now: number): readonly ToldList[] {
  const thom = {
    name: 'Kpă Thơm',
    position: 'Trợ lý tác chiến',
    phone: '0000 000 011',
    email: 'thom@vidu.test',
  };
  const ban = {
    name: "Nay H'Ban",
    position: 'Trợ lý quân y',
    phone: '0000 000 012',
    email: 'hban@vidu.test',
  };
  const duy = { name: 'Rơ Châm Duy', position: 'Chuyên viên', phone: '0000 000 013', email: 'duy@vidu.test' };
  return [
    {
      at: now - 20 * day,
      by: 'vp-1',
      number: 1,
      act: { type: 'submit', agency: 'pc_office', persons: [duy] },
    },
    { at: now - 19 * day, by: 'yt-1', number: 1, act: { type: 'take' } },
    { at: now - 18 * day, by: 'qs-1', number: 2, act: { type: 'submit', agency: 'pmc', persons: [thom] } },
    {
      at: now - 17 * day,
      by: 'yt-1',
      number: 2,
      act: { type: 'return', reason: 'Đề nghị bổ sung người của quân y.' },
    },
    {
      at: now - 2 * day,
      by: 'qs-1',
      number: 3,
      act: { type: 'submit', agency: 'pmc', persons: [thom, ban] },
    },
  ];
}
