import type { RoleAssignment } from '@truc/domain/account';
import type { Camera } from '@truc/domain/camera';
import type { Post } from '@truc/domain/facility';
import { demonstrationPassword } from '../../src/province/province.ts';
import type { Situation } from '../../src/situations/seed.ts';

/** One facility with as many posts and cameras as a bench needs, and the people who watch there. */
export const benchFacility = 'do-kiem';
export const benchPeople = ['do-truc-1', 'do-truc-2', 'do-truc-3'] as const;
export const benchManager = 'do-quan-ly';
/** Reads the whole province. */
export const benchLeader = 'do-van-phong';
/** Opens cases and reports faults anywhere. */
export const benchInspector = 'do-thanh-tra';
export type BenchPerson =
  (typeof benchPeople)[number] | typeof benchManager | typeof benchLeader | typeof benchInspector;
export const benchPassword = demonstrationPassword;

const atFacility: RoleAssignment = {
  role: 'facility_watch',
  facility: benchFacility,
  district: null,
  post: null,
};

export function benchSituation(size: { readonly posts: number; readonly cameras: number }): Situation {
  const posts = numbered('vt', size.posts).map(({ id, number }): Post => ({
    id,
    facility: benchFacility,
    name: `Vị trí trực ${number}`,
    kind: 'facility',
  }));
  return {
    name: 'bench',
    about: `one facility, ${size.posts} posts, ${size.cameras} cameras`,
    places: {
      districts: [{ id: 'pleiku', name: 'Thành phố Pleiku' }],
      facilities: [
        {
          id: benchFacility,
          name: 'Cơ sở đo kiểm',
          district: 'pleiku',
          authority: 'military',
          state: 'operating',
        },
      ],
      posts,
      recorders: [],
      cameras: benchCameras(size.cameras).map((camera) => ({ ...camera, recorder: null })),
      assignmentDocs: posts.map(({ id }, at) => ({
        post: id,
        number: `${at + 1}/PC-DK`,
        signedOn: '2021-06-01',
        signatory: 'Trưởng cơ sở (ví dụ)',
        content: 'Phân công trực để đo kiểm',
      })),
      iocViewingDocument: null,
    },
    people: [
      ...benchPeople.map((id, at) => ({
        id,
        username: id,
        name: `Người Trực ${at + 1}`,
        position: 'Trực camera',
        agency: 'Cơ sở đo kiểm',
        roles: [{ ...atFacility }],
        password: benchPassword,
      })),
      {
        id: benchManager,
        username: benchManager,
        name: 'Người Quản Lý',
        position: 'Quản lý cơ sở',
        agency: 'Cơ sở đo kiểm',
        roles: [{ ...atFacility, role: 'facility_manager' }],
        password: benchPassword,
      },
      inAgency(benchLeader, 'pc_office'),
      inAgency(benchInspector, 'doh'),
    ],
  };
}

function inAgency(id: string, role: RoleAssignment['role']): Situation['people'][number] {
  return {
    id,
    username: id,
    name: `Cán bộ ${role}`,
    position: 'Cán bộ',
    agency: 'Cơ quan tỉnh',
    roles: [{ role, facility: null, district: null, post: null }],
    password: benchPassword,
  };
}

export function benchCameras(count: number): readonly Camera[] {
  return numbered('cam', count).map(({ id, number }) => ({
    id,
    facility: benchFacility,
    name: `Hành lang ${number}`,
    zone: 'corridor',
    lifecycle: 'in_service',
    national: 'connected',
    ioc: 'none',
  }));
}

export function benchPost(number: number): string {
  return idOf('vt', number);
}

function numbered(kind: string, count: number): { id: string; number: string }[] {
  return Array.from({ length: count }, (_, at) => ({ id: idOf(kind, at + 1), number: two(at + 1) }));
}

function idOf(kind: string, number: number): string {
  return `${benchFacility}-${kind}${two(number)}`;
}

function two(number: number): string {
  return String(number).padStart(2, '0');
}
