import type { Camera, ConnectionState, ZoneKind } from '@truc/domain/camera';
import { cameraId, facilityId } from './ids.ts';
import { sites, type Site } from './sites.ts';

/** What is wrong with a camera of the demonstration: how its simulated device behaves. */
export type CameraTrouble =
  | 'dead'
  | 'stalled'
  | 'wrong_password'
  | 'other_codec'
  | 'garbage'
  | 'redirects'
  | 'wrong_path'
  | 'site_offline'
  | 'recording_lost';

export type DemonstrationCamera = Camera & { readonly trouble: CameraTrouble | null };

/** Zones in the order in which a site gets its cameras (N-01): the gate first. */
const places: readonly (readonly [ZoneKind, string])[] = [
  ['gate', 'Cổng chính'],
  ['reception', 'Khu tiếp nhận'],
  ['corridor', 'Hành lang tầng 1'],
  ['yard', 'Sân trước'],
  ['sampling', 'Khu lấy mẫu'],
  ['corridor', 'Hành lang tầng 2'],
  ['floor_hall', 'Sảnh chờ tầng 1'],
  ['goods_reception', 'Nơi nhận hàng'],
  ['medical_check', 'Khu khám sàng lọc'],
  ['floor_hall', 'Sảnh chờ tầng 2'],
  ['corridor', 'Hành lang tầng 3'],
  ['bathroom_outside', 'Ngoài nhà tắm chung tầng 1'],
  ['yard', 'Sân sau'],
  ['gate', 'Cổng phụ'],
  ['floor_hall', 'Sảnh chờ tầng 3'],
  ['bathroom_outside', 'Ngoài nhà tắm chung tầng 2'],
  ['corridor', 'Hành lang dãy B tầng 1'],
  ['corridor', 'Hành lang dãy B tầng 2'],
  ['floor_hall', 'Sảnh chờ dãy B'],
  ['goods_reception', 'Kho hàng tiếp tế'],
  ['yard', 'Sân dãy B'],
  ['other_public', 'Lối ra bãi xe'],
  ['other_public', 'Nhà ăn, phía ngoài'],
  ['sampling', 'Điểm lấy mẫu dãy B'],
];

/** Nine without signal, two unknown because their site's line is down, four whose recorder lost its recording. */
const troubles: Readonly<Record<string, CameraTrouble>> = {
  [cameraId(1, 17)]: 'dead',
  [cameraId(2, 12)]: 'dead',
  [cameraId(3, 15)]: 'stalled',
  [cameraId(5, 6)]: 'dead',
  [cameraId(6, 11)]: 'wrong_password',
  [cameraId(8, 7)]: 'stalled',
  [cameraId(10, 14)]: 'other_codec',
  [cameraId(11, 8)]: 'garbage',
  [cameraId(13, 9)]: 'redirects',
  [cameraId(16, 4)]: 'site_offline',
  [cameraId(16, 5)]: 'site_offline',
  [cameraId(1, 20)]: 'recording_lost',
  [cameraId(4, 9)]: 'recording_lost',
  [cameraId(12, 3)]: 'recording_lost',
  [cameraId(15, 2)]: 'recording_lost',
};

export const cameras: readonly DemonstrationCamera[] = sites.flatMap((site) =>
  places.slice(0, site.cameras).map(([zone, name], at) => cameraOf(site, { zone, name, number: at + 1 })),
);

function cameraOf(
  site: Site,
  place: { readonly zone: ZoneKind; readonly name: string; readonly number: number },
): DemonstrationCamera {
  const id = cameraId(site.number, place.number);
  const trouble = troubles[id] ?? null;
  const lost = trouble !== null && trouble !== 'recording_lost';
  return {
    id,
    facility: facilityId(site.number),
    name: place.name,
    zone: place.zone,
    lifecycle: lifecycleOf(site),
    national: connection(site.connection !== 'none', lost),
    ioc: connection(site.connection === 'both', lost),
    sensitive: place.zone === 'medical_check',
    trouble,
  };
}

function connection(connected: boolean, lost: boolean): ConnectionState {
  if (!connected) return 'none';
  return lost ? 'lost' : 'connected';
}

function lifecycleOf(site: Site): Camera['lifecycle'] {
  if (site.state === 'mission_ended') return 'switched_off';
  if (site.state === 'disposition_decided') return 'removed';
  return site.state === 'operating' || site.state === 'installed' ? 'in_service' : 'planned';
}
