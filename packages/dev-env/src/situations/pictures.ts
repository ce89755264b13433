/**
 * Two facilities with the longest names, and something of every kind that screens show: what pictures of screens are taken of.
 * Shifts begin so many hours from `now` that none ends meanwhile, whatever the hour.
 */
import type { Role, RoleAssignment } from '@truc/domain/account';
import type { ZoneKind } from '@truc/domain/camera';
import type { Facility, Post } from '@truc/domain/facility';
import type { CameraTrouble, DemonstrationCamera } from '../province/cameras.ts';
import { maintenanceTemplates } from '../province/maintenance-plan.ts';
import { demonstrationPassword } from '../province/province.ts';
import type { Situation } from './seed.ts';

const hour = 60 * 60_000;

const facilities: readonly Facility[] = [
  facility('may-1', 'Khách sạn Mây Ngàn (thu phí) - khu điều trị phía Đông Bắc', 'civil'),
  facility('may-2', 'Cơ sở cách ly số 02 - Trường Phổ thông Dân tộc nội trú Ia Pa', 'military'),
];

const posts: readonly Post[] = [
  { id: 'may-1-vt', facility: 'may-1', name: 'Vị trí trực số 1 - dãy B, tầng trệt', kind: 'facility' },
  { id: 'may-2-vt', facility: 'may-2', name: 'Vị trí trực', kind: 'facility' },
];

export const pictureCameras: readonly DemonstrationCamera[] = [
  // Sixty letters: the longest that a register should hold.
  camera('may-1-cam01', 'Hành lang tầng 3 dãy B - cầu thang thoát hiểm phía Đông Bắc', 'corridor'),
  camera('may-1-cam02', 'Cổng chính', 'gate'),
  camera('may-1-cam03', 'Sân phơi trước khu lấy mẫu', 'yard'),
  camera('may-1-cam04', 'Hành lang tầng 2 dãy B', 'corridor', 'dead'),
  camera('may-2-cam01', 'Nơi nhận hàng tiếp tế cho người cách ly', 'goods_reception'),
];

const people: Situation['people'] = [
  person('thuy', "Rơ Châm H'Phương Thuỷ Tiên", 'Trưởng ca trực camera', [watch('may-1')]),
  person('nghia', 'Nguyễn Đình Hữu Nghĩa', 'Trực camera', [watch('may-1')]),
  person('ban', "Nay H'Ban", 'Trực camera', [watch('may-2')]),
  person('truong', "Ksor H'Bluk Quốc Trường", 'Trưởng cơ sở', [
    role('facility_manager', { facility: 'may-1' }),
  ]),
  person('duong', 'Đinh Thị Thùy Dương', 'Trực ban IOC', [role('ioc')]),
  person('tung', 'Puih Thanh Tùng', 'Trưởng Ban Chỉ đạo', [role('steering_head')]),
  person('liem', "Siu H'Liêm", 'Chuyên viên nghiệp vụ y', [role('doh')]),
  person('viet', 'Lê Khắc Việt', 'Đầu mối kỹ thuật', [role('dict')]),
  person('loc', 'Kpă Bảo Lộc', 'Kỹ thuật viên trực NOC', [role('operator')]),
];

/** Whether what is told of the last four hours, and what is permitted in an hour, lie within one day of Vietnam. */
export function isOneDay(now: number): boolean {
  const dayOf = (at: number) => Math.floor((at + 7 * hour) / (24 * hour));
  return dayOf(now - 4 * hour) === dayOf(now + hour);
}

/** Hours from the taking of the pictures at which a shift begins; the running one began with the first. */
const startsInHours = [-4, 4, 12] as const;

/** The running shift. */
export function slotAt(now: number): { readonly from: number; readonly to: number } {
  const from = onTheMinute(now + startsInHours[0] * hour);
  return { from, to: from + 8 * hour };
}

export function picturesAt(now: number): Situation {
  return {
    name: 'pictures',
    about: '2 facilities with long names and something of every kind: for pictures of screens',
    places: {
      districts: [{ id: 'pleiku', name: 'Thành phố Pleiku' }],
      facilities,
      posts,
      recorders: [{ id: 'may-1-dg1', facility: 'may-1', name: 'Đầu ghi 1', retentionDays: 14 }],
      cameras: pictureCameras.map(({ trouble: _, ...each }) => ({
        ...each,
        recorder: each.facility === 'may-1' ? 'may-1-dg1' : null,
      })),
      maintenanceTemplates,
      deviceModels: [],
      assignmentDocs: posts.map((post, at) => ({
        post: post.id,
        number: `${at + 1}/PC-CSCL`,
        signedOn: '2021-06-01',
        signatory: 'Trưởng cơ sở (ví dụ)',
        content: `Phân công trực tại ${post.name}`,
        people: people
          .filter(({ roles }) =>
            roles.some((held) => held.role === 'facility_watch' && held.facility === post.facility),
          )
          .map(({ id }) => id),
      })),
      shiftPatterns: posts.map(({ id }) => ({
        post: id,
        from: '2021-06-01',
        starts: startsInHours.map((hours) => clockText(now + hours * hour)).toSorted(),
      })),
      iocViewingDocument: null,
    },
    people,
  };
}

function onTheMinute(at: number): number {
  return Math.floor(at / 60_000) * 60_000;
}

/** "06:05" in Vietnam. */
function clockText(at: number): string {
  return new Date(at + 7 * hour).toISOString().slice(11, 16);
}

function facility(id: string, name: string, authority: Facility['authority']): Facility {
  return { id, name, district: 'pleiku', authority, state: 'operating' };
}

function camera(
  id: string,
  name: string,
  zone: ZoneKind,
  trouble: CameraTrouble | null = null,
): DemonstrationCamera {
  return {
    id,
    facility: id.slice(0, 5),
    name,
    zone,
    lifecycle: 'in_service',
    national: 'connected',
    ioc: 'connected',
    trouble,
  };
}

function person(
  id: string,
  name: string,
  position: string,
  roles: readonly RoleAssignment[],
): Situation['people'][number] {
  const agency = facilities.find((each) => roles.some((held) => held.facility === each.id))?.name;
  return {
    id,
    username: id,
    name,
    position,
    agency: agency ?? 'Cơ quan của tỉnh',
    roles: [...roles],
    password: demonstrationPassword,
  };
}

function watch(at: string): RoleAssignment {
  return role('facility_watch', { facility: at, post: `${at}-vt` });
}

function role(name: Role, place: Partial<Omit<RoleAssignment, 'role'>> = {}): RoleAssignment {
  return { role: name, facility: null, district: null, post: null, ...place };
}
