import type { Role, RoleAssignment } from '@truc/domain/account';
import { movedWatcher } from './account-history.ts';
import { facilityId, postId, two } from './ids.ts';
import { iocDesks, nocPost } from './posts.ts';
import { sites, type Site } from './sites.ts';

export type DemonstrationPerson = {
  readonly id: string;
  readonly username: string;
  readonly name: string;
  readonly position: string;
  readonly agency: string;
  readonly roles: readonly RoleAssignment[];
};

/** Mixed Kinh, Jrai and Bahnar names, so that diacritics and apostrophes are met everywhere. All fictional. */
const families = [
  'Trần',
  'Lê',
  'Nguyễn',
  'Phạm',
  'Rơ Mah',
  'Ksor',
  'Kpă',
  'Siu',
  'Rơ Châm',
  'Đinh',
  'Nay',
  'Puih',
];
const givenNames = [
  'Vân Khánh',
  'Quốc Trường',
  'Hạ My',
  'Đình Sơn Hải',
  "H'Phương",
  'Y Bình',
  'Thơm',
  "H'Liêm",
  'Duy',
  'Brel',
  "H'Ban",
  'Thanh Tùng',
  'Ngọc Ánh',
  'Bảo Lộc',
  'Hữu Nghĩa',
  'Thùy Dương',
  'Khắc Việt',
];

const watchersPerSite = 6;
const movedTo = assignment('facility_watch', { facility: facilityId(12), post: postId(12, 1) });

export const people: readonly DemonstrationPerson[] = nameThem([
  ...sites.map((site) =>
    draft(`ql-${two(site.number)}`, { position: 'Trưởng cơ sở', agency: site.name }, manager(site)),
  ),
  ...sites
    .flatMap((site) =>
      Array.from({ length: watchersPerSite }, (_, at) =>
        draft(
          `truc-${two(site.number)}-${at + 1}`,
          { position: at === 0 ? 'Trưởng ca trực camera' : 'Trực camera', agency: site.name },
          watcher(site, at),
        ),
      ),
    )
    .map((person) =>
      person.id === movedWatcher ? { ...person, roles: [...person.roles, movedTo] } : person,
    ),
  ...Array.from({ length: 12 }, (_, at) =>
    draft(
      `ioc-${at + 1}`,
      {
        position: at === 0 ? 'Trưởng ca IOC' : 'Trực ban IOC',
        agency: 'Trung tâm Giám sát, điều hành thông minh',
      },
      assignment('ioc', { post: iocDesks[at % 2] ?? null }),
    ),
  ),
  ...agencies(),
  ...Array.from({ length: 10 }, (_, at) =>
    draft(
      `noc-${at + 1}`,
      { position: 'Kỹ thuật viên trực NOC', agency: 'Doanh nghiệp viễn thông' },
      assignment('operator', { post: nocPost }),
    ),
  ),
]);

/** 15 officers of the agencies. */
function agencies(): Draft[] {
  const offices: readonly (readonly [string, Role, string, string, number])[] = [
    ['bcd', 'steering_head', 'Trưởng Ban Chỉ đạo', 'Ban Chỉ đạo phòng, chống dịch tỉnh', 1],
    ['vp', 'pc_office', 'Chuyên viên', 'Văn phòng UBND tỉnh', 3],
    ['qs', 'pmc', 'Trợ lý tác chiến', 'Bộ Chỉ huy Quân sự tỉnh', 3],
    ['yt', 'doh', 'Chuyên viên nghiệp vụ y', 'Sở Y tế', 3],
    ['tt', 'dict', 'Chuyên viên', 'Sở Thông tin và Truyền thông', 2],
    ['quantri', 'app_admin', 'Quản trị ứng dụng', 'Sở Thông tin và Truyền thông', 1],
    ['kiemsoat', 'auditor', 'Kiểm soát viên', 'Thanh tra tỉnh', 1],
  ];
  const province = offices.flatMap(([username, role, position, agency, count]) =>
    Array.from({ length: count }, (_, at) =>
      draft(count === 1 ? username : `${username}-${at + 1}`, { position, agency }, assignment(role)),
    ),
  );
  const district = draft(
    'huyen-pleiku',
    { position: 'Chuyên viên', agency: 'UBND thành phố Pleiku' },
    assignment('district_pc', { district: 'pleiku' }),
  );
  return [...province, district];
}

type Draft = Omit<DemonstrationPerson, 'name'>;

function draft(username: string, office: { position: string; agency: string }, role: RoleAssignment): Draft {
  return { id: username, username, ...office, roles: [role] };
}

function nameThem(drafts: readonly Draft[]): DemonstrationPerson[] {
  return drafts.map((person, at) => ({
    ...person,
    // 12 family and 17 given names share no divisor: 204 people have names of their own, and the 205th a middle name.
    name: `${families[at % families.length]}${at >= 204 ? ' Minh' : ''} ${givenNames[at % givenNames.length]}`,
  }));
}

function assignment(role: Role, place: Partial<Omit<RoleAssignment, 'role'>> = {}): RoleAssignment {
  return { role, facility: null, district: null, post: null, ...place };
}

function manager(site: Site): RoleAssignment {
  return assignment('facility_manager', { facility: facilityId(site.number) });
}

/** At a site with two posts, the second half of the watch keeps the second one. */
function watcher(site: Site, at: number): RoleAssignment {
  const number = site.secondPost && at >= watchersPerSite / 2 ? 2 : 1;
  return assignment('facility_watch', {
    facility: facilityId(site.number),
    post: postId(site.number, number),
  });
}
