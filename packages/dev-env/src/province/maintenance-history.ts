/** Maintenance of the demonstration: periodic checks of a month, some of them overdue, and works in each state. */
import type { DeviceCheck, WorkAct } from '@truc/domain/maintenance';
import { cameraId, facilityId, two } from './ids.ts';
import { deviceModels, maintenanceTemplates } from './maintenance-plan.ts';
import { sites } from './sites.ts';

const hour = 60 * 60_000;
const day = 24 * hour;

export type ToldCheck = { readonly at: number; readonly by: string; readonly check: DeviceCheck };
export type ToldWork = {
  readonly at: number;
  readonly by: string;
  readonly number: number;
  readonly act: WorkAct;
};

/** Cameras from three to forty days ago: of those whose template says thirty, some are overdue. */
export function pastChecks(now: number): readonly ToldCheck[] {
  const operating = new Set(
    sites.filter(({ state }) => state === 'operating').map(({ number }) => facilityId(number)),
  );
  return deviceModels
    .filter(({ device }) => operating.has(device.slice(0, 5)))
    .flatMap(({ device, kind, model }, at): ToldCheck[] => {
      const template = maintenanceTemplates.find((one) => one.kind === kind && one.model === model);
      if (template === undefined) return [];
      const isTrouble = at % 17 === 0;
      const answers = template.steps.map((_, step) => (isTrouble && step === 0 ? 'trouble' : 'fine'));
      const ago = kind === 'recorder' ? 2 + (at % 15) : 3 + ((at * 7) % 34);
      return [
        {
          at: now - ago * day,
          by: at % 3 === 0 ? 'noc-2' : `ql-${device.slice(3, 5)}`,
          check: {
            device,
            template: template.id,
            answers,
            note: isTrouble ? 'Mặt kính xước, cần thay.' : '',
          },
        },
      ];
    })
    .toSorted((a, b) => a.at - b.at);
}

const substitute = { measure: 'patrol', person: "Siu H'Liêm" } as const;

export function pastWorks(now: number, dayOf: (at: number) => string): readonly ToldWork[] {
  const propose = (site: number, cameras: readonly number[], after: number) =>
    ({
      type: 'propose',
      facility: facilityId(site),
      kind: 'maintenance',
      devices: cameras.map((number) => cameraId(site, number)),
      reason: 'Vệ sinh mặt kính, siết lại giá đỡ theo kỳ.',
      from: now + after,
      to: now + after + 2 * hour,
      substitute,
    }) as const;
  const paper = { number: '31/SYT-NVY (ví dụ)', signedOn: dayOf(now - 5 * day), issuer: 'Giám đốc Sở Y tế' };
  const approve = { type: 'decide', verdict: 'approved', paper, reason: '', clash: '' } as const;
  const replace = {
    ...propose(5, [6], 0),
    kind: 'replacement',
    reason: 'Mất tín hiệu, đã thay nguồn không hết.',
  } as const;
  const old = { ...replace, from: now - 4 * day, to: now - 4 * day + 3 * hour };
  return [
    { at: now - 6 * day, by: 'ql-05', number: 1, act: old },
    { at: now - 5 * day, by: 'yt-1', number: 1, act: approve },
    {
      at: now - 4 * day + 4 * hour,
      by: 'noc-1',
      number: 1,
      act: { type: 'finish', isDone: true, result: 'Đã thay camera, hình và ghi hình tốt.' },
    },
    { at: now - 3 * day, by: 'ql-04', number: 2, act: propose(4, [1], day) },
    { at: now - 2 * day, by: 'yt-1', number: 2, act: approve },
    // Two cameras of one zone: whoever decides is warned (KH-22).
    { at: now - day, by: `ql-${two(1)}`, number: 3, act: propose(1, [1, 2, 14], 2 * day) },
    {
      at: now - 20 * hour,
      by: 'noc-1',
      number: 4,
      act: {
        ...propose(10, [14], 3 * day),
        kind: 'upgrade',
        reason: 'Camera phát mã hình mà hệ thống không đọc được: đổi phần mềm của camera.',
      },
    },
    {
      at: now - 9 * day,
      by: 'ql-07',
      number: 5,
      act: { ...propose(7, [1], 0), from: now - 7 * day, to: now - 6 * day, kind: 'upgrade' },
    },
    {
      at: now - 8 * day,
      by: 'yt-1',
      number: 5,
      act: { ...approve, verdict: 'refused', paper: null, reason: 'Chưa bố trí được kinh phí trong quý.' },
    },
  ];
}
