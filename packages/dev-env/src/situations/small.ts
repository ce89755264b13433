/**
 * A province of three facilities that is up in seconds: for end-to-end tests. Every kind of trouble that a camera can be in
 * stands beside cameras that are well.
 */
import type { Role, RoleAssignment } from '@truc/domain/account';
import type { Facility, Post } from '@truc/domain/facility';
import type { CameraTrouble, DemonstrationCamera } from '../province/cameras.ts';
import { maintenanceTemplates } from '../province/maintenance-plan.ts';
import { demonstrationPassword } from '../province/province.ts';
import type { Situation } from './seed.ts';

const facilities: readonly Facility[] = [
  facility('nho-1', 'Cơ sở nhỏ 1'),
  facility('nho-2', 'Cơ sở nhỏ 2'),
  facility('nho-3', 'Cơ sở nhỏ 3'),
];

const posts: readonly Post[] = facilities.map(({ id, name }) => ({
  id: `${id}-vt`,
  facility: id,
  name: `Vị trí trực ${name}`,
  kind: 'facility',
}));

const smallRecorder = 'nho-1-dg1';
const wellAtTheSecond = 3;
const troubles: readonly CameraTrouble[] = [
  'wrong_password',
  'garbage',
  'stalled',
  'redirects',
  'other_codec',
  'wrong_path',
  'dead',
];

export const sensitiveCamera = 'nho-3-cam03';

/** In the order of the wall. The second one of `nho-3` has no simulated device: whoever wants a picture brings one. */
export const smallCameras: readonly DemonstrationCamera[] = [
  ...camerasOf(
    'nho-1',
    Array.from({ length: 9 }, () => null),
  ),
  ...camerasOf('nho-2', [...Array.from({ length: wellAtTheSecond }, () => null), ...troubles]),
  ...camerasOf('nho-3', [null, null]),
  // Watched with a second person's word alone.
  {
    id: sensitiveCamera,
    facility: 'nho-3',
    name: 'Khu khám sàng lọc',
    zone: 'medical_check',
    lifecycle: 'in_service',
    national: 'connected',
    ioc: 'connected',
    sensitive: true,
    trouble: null,
  },
];
export const cameraWithoutDevice = 'nho-3-cam02';

const moved = 'xuan';

const people: Situation['people'] = [
  // Two watchers and the manager of the first facility.
  person('lan', 'Trần Thị Lan', [watch('nho-1')]),
  person('minh', "H'Minh Ksor", [watch('nho-1')]),
  person('quang', 'Lê Quang', [role('facility_manager', { facility: 'nho-1' })]),
  // Tests take rights from him, and give them back.
  person('dung', 'Siu Dũng', [watch('nho-1')]),
  // Amends entries, and searches.
  person('nhan', 'Rơ Mah Nhân', [watch('nho-1')]),
  // They pair displays and drive them.
  person('ngan', 'Đỗ Ngân', [role('facility_manager', { facility: 'nho-1' })]),
  person('phuc', 'Lê Phúc', [watch('nho-1')]),
  // Tests lock him out.
  person('khoa', 'Phạm Khóa', [watch('nho-1')]),
  person('thu', 'Rơ Mah Thu', [watch('nho-2')]),
  // Two who hand a shift over to each other, a third who accepts it too, and their manager.
  person('sinh', 'Puih Sinh', [watch('nho-2')]),
  person('bich', 'Kpă Bích', [watch('nho-2')]),
  person('tai', 'Siu Tài', [watch('nho-2')]),
  person('tam', 'Trần Tâm', [role('facility_manager', { facility: 'nho-2' })]),
  // They watch walls together.
  person('hanh', 'Lê Hạnh', [watch('nho-2')]),
  person('luong', 'Rơ Châm Lương', [watch('nho-2')]),
  person('hoa', 'Nay Hòa', [watch('nho-3')]),
  person('viet', 'Vũ Việt', [role('facility_manager', { facility: 'nho-3' })]),
  person('yen', 'Đinh Yến', [role('doh')]),
  // A day at one facility: two watchers, their manager, the IOC and a leader.
  person('cuc', 'Kpă Cúc', [watch('nho-3')]),
  person('dat', 'Nay Đạt', [watch('nho-3')]),
  person('kien', 'Lê Kiên', [role('facility_manager', { facility: 'nho-3' })]),
  person('lien', 'Trần Liên', [role('ioc')]),
  person('phat', 'Đinh Phát', [role('steering_head')]),
  // They report and export, search and print; of two of the military command one is named in a case about misuse.
  person('phong', 'Siu Phong', [watch('nho-1')]),
  person('mai', 'Hồ Mai', [role('facility_manager', { facility: 'nho-1' })]),
  person('loan', 'Trịnh Loan', [role('pmc')]),
  person('hieu', 'Bùi Hiếu', [role('pmc')]),
  // Whoever works on technical faults: the watch of the third facility, the focal point and the operator.
  person('nga', 'Ksor H’Nga', [watch('nho-3')]),
  person('brel', 'Đinh Brel', [role('dict')]),
  person('tung', 'Puih Thanh Tùng', [role('operator')]),
  // A permit: who asks for it, who approves it, and who sees the work begin.
  person('giang', 'Rơ Châm Giang', [role('facility_manager', { facility: 'nho-3' })]),
  person('quan', 'Trần Quân', [role('pmc')]),
  person('kim', 'Siu Kim', [watch('nho-3')]),
  // Inspections, maintenance and lists: Sở Y tế, Bộ CHQS, and a manager of the third facility.
  person('khoi', 'Lê Khôi', [role('doh')]),
  person('luc', 'Kpă Lực', [role('pmc')]),
  person('vy', 'Trần Vy', [role('facility_manager', { facility: 'nho-3' })]),
  // Accounts: a watcher whom a paper moved from the second facility to the third, and who takes his old right back.
  person(moved, 'Siu Xuân', [watch('nho-2')]),
  person('oanh', 'Kpă Oanh', [role('facility_manager', { facility: 'nho-2' })]),
  person('tuyet', 'Lê Tuyết', [role('pmc')]),
  person('diep', 'Đinh Điệp', [role('app_admin')]),
  // An extraction of recordings: who asks, the office's clerk, the head who checks, and the manager who carries it out.
  person('nhung', 'Kpă Nhung', [role('pmc')]),
  person('thuy', 'Lê Thủy', [role('pc_office')]),
  person('dinh', 'Đinh Văn', [role('steering_head')]),
  person('thang', 'Rơ Mah Thắng', [role('facility_manager', { facility: 'nho-3' })]),
];

export const small: Situation = {
  name: 'small',
  about: '3 facilities, 3 posts, 22 cameras of which 7 are in trouble: for end-to-end tests',
  places: {
    districts: [{ id: 'pleiku', name: 'Thành phố Pleiku' }],
    facilities,
    posts,
    recorders: [{ id: smallRecorder, facility: 'nho-1', name: 'Đầu ghi 1', retentionDays: 2 }],
    cameras: smallCameras.map(({ trouble: _, ...camera }) => ({
      ...camera,
      recorder: camera.facility === 'nho-1' ? smallRecorder : null,
    })),
    maintenanceTemplates,
    deviceModels: smallCameras
      .filter(({ facility: place }) => place === 'nho-3')
      .map(({ id: device }) => ({ kind: 'camera' as const, device, model: 'VD-Dome 2MP' })),
    assignmentDocs: [
      ...posts.map((post, at) => ({
        ...assignment(post, at + 1),
        people: people
          .filter(({ id, roles }) => id !== moved && roles.some((held) => keepsWatchAt(held, post)))
          .map(({ id }) => id),
      })),
      ...posts.slice(2).map((post) => ({ ...assignment(post, 4), people: [moved] })),
    ],
    shiftPatterns: posts.map(({ id }) => ({
      post: id,
      from: '2021-06-01',
      starts: ['06:00', '14:00', '22:00'],
    })),
    iocViewingDocument: null,
  },
  people,
};

/** A person of this situation with the roles that he has in it. */
export function smallPerson(id: string): Situation['people'][number] {
  const found = people.find((each) => each.id === id);
  if (found === undefined) throw new Error(`There is no ${id} in the small situation`);
  return found;
}

function assignment(post: Post, number: number) {
  return {
    post: post.id,
    number: `${String(number).padStart(2, '0')}/PC-TN`,
    signedOn: '2021-06-01',
    signatory: 'Trưởng cơ sở (ví dụ)',
    content: `Phân công trực tại ${post.name}`,
  };
}

function keepsWatchAt({ role: held, facility: place }: RoleAssignment, post: Post): boolean {
  return held === 'facility_watch' && place === post.facility;
}

function facility(id: string, name: string): Facility {
  return { id, name, district: 'pleiku', authority: 'military', state: 'operating' };
}

function camerasOf(at: string, trouble: readonly (CameraTrouble | null)[]): DemonstrationCamera[] {
  return trouble.map((each, index) => {
    const number = String(index + 1).padStart(2, '0');
    return {
      id: `${at}-cam${number}`,
      facility: at,
      name: `Hành lang ${number}`,
      zone: 'corridor',
      lifecycle: 'in_service',
      national: 'connected',
      ioc: 'connected',
      trouble: each,
    };
  });
}

function person(id: string, name: string, roles: readonly RoleAssignment[]): Situation['people'][number] {
  const office = { position: 'Trực camera', agency: 'Cơ sở nhỏ' };
  return { id, username: id, name, ...office, roles: [...roles], password: demonstrationPassword };
}

function watch(facilityId: string): RoleAssignment {
  return role('facility_watch', { facility: facilityId, post: `${facilityId}-vt` });
}

function role(name: Role, place: Partial<Omit<RoleAssignment, 'role'>> = {}): RoleAssignment {
  return { role: name, facility: null, district: null, post: null, ...place };
}
