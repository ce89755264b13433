/** Models of the demonstration's devices and how their makers want them looked after (KH-21). Makers and models are fictional. */
import type { DeviceKind, Template } from '@truc/domain/maintenance';
import { cameras } from './cameras.ts';
import { recorders } from './recorders.ts';

export const maintenanceTemplates: readonly Template[] = [
  {
    id: 'vd-dome-2',
    model: 'VD-Dome 2MP',
    kind: 'camera',
    everyDays: 30,
    steps: ['Lau mặt kính', 'Kiểm tra nguồn và đầu nối', 'So góc nhìn với ảnh mẫu'],
    source: 'Sổ tay VD-Dome, bản 3 (ví dụ)',
  },
  {
    id: 'vd-bullet-4',
    model: 'VD-Bullet 4MP',
    kind: 'camera',
    everyDays: 45,
    steps: [
      'Lau mặt kính',
      'Kiểm tra gioăng chống nước',
      'Kiểm tra đèn hồng ngoại',
      'So góc nhìn với ảnh mẫu',
    ],
    source: 'Sổ tay VD-Bullet, bản 2 (ví dụ)',
  },
  {
    id: 'vd-nvr-32',
    model: 'VD-NVR 32',
    kind: 'recorder',
    everyDays: 15,
    steps: ['Kiểm tra ổ đĩa', 'Đối chiếu đồng hồ', 'Xem lại một đoạn đã ghi'],
    source: 'Sổ tay VD-NVR, bản 5 (ví dụ)',
  },
];

export type PlannedModel = { readonly kind: DeviceKind; readonly device: string; readonly model: string };

const outdoors = new Set(['yard', 'gate', 'goods_reception']);

/** Nobody has written down the model of the last camera at each site. */
export const deviceModels: readonly PlannedModel[] = [
  ...cameras
    .filter((camera, at) => cameras[at + 1]?.facility === camera.facility)
    .map(({ id, zone }) => ({
      kind: 'camera' as const,
      device: id,
      model: outdoors.has(zone) ? 'VD-Bullet 4MP' : 'VD-Dome 2MP',
    })),
  ...recorders.map(({ id }) => ({ kind: 'recorder' as const, device: id, model: 'VD-NVR 32' })),
];
