import type { Post } from '@truc/domain/facility';
import { demonstrationPassword, province } from '../province/province.ts';
import { deviceModels, maintenanceTemplates } from '../province/maintenance-plan.ts';
import { dayOf } from '@truc/domain/shift';
import { isOfMovingPapers, movedWatcher, movingPapers } from '../province/account-history.ts';
import { tellAccounts } from './tell-accounts.ts';
import { tellPapers } from './tell-papers.ts';
import { tellHistory } from './tell-history.ts';
import type { Situation } from './seed.ts';
import { small } from './small.ts';

/** [ĐX] Three shifts a day. */
const starts = ['06:00', '14:00', '22:00'];

const demonstration: Situation = {
  name: 'demonstration',
  about: '24 sites, 219 cameras of which some are in trouble, 31 posts, 205 people',
  places: {
    districts: Object.entries(province.districts).map(([id, name]) => ({ id, name })),
    facilities: province.facilities,
    posts: province.posts,
    recorders: province.recorders,
    cameras: province.cameras.map(({ trouble: _, ...camera }) => ({
      ...camera,
      recorder: province.recorderOf(camera),
    })),
    assignmentDocs: province.posts
      .map((post, at) => ({
        post: post.id,
        number: `${String(at + 1).padStart(2, '0')}/PC-CSCL`,
        signedOn: '2021-06-01',
        signatory: 'Trưởng cơ sở (ví dụ)',
        content: `Phân công tổ thường trực theo dõi camera 24/24 giờ tại ${post.name}`,
        people: stayingAt(post),
      }))
      .filter(({ post }) => !isOfMovingPapers(post)),
    shiftPatterns: province.posts.map(({ id }) => ({
      post: id,
      from: '2021-06-01',
      starts,
    })),
    maintenanceTemplates,
    deviceModels,
    iocViewingDocument: province.iocViewingDocument,
  },
  people: province.people.map((person) => ({
    ...person,
    roles: [...person.roles],
    password: demonstrationPassword,
  })),
  async history(server) {
    const postOf = (id: string) => province.posts.find((post) => post.id === id);
    const watch = (id: string) => watchOf(postOf(id));
    await server.provisionPlaces({
      assignmentDocs: movingPapers(server.context.clock.now(), { dayOf, watchOf: watch }),
    });
    await tellHistory(server, { starts, watch: (id) => stayingAt(postOf(id)) });
    await tellPapers(server);
    await tellAccounts(server);
  },
};

/** Ids of the people who keep watch at a post. */
function watchOf(post: Post | undefined): readonly string[] {
  if (post === undefined) return [];
  return province.people
    .filter(({ roles }) =>
      roles.some(
        (role) =>
          role.role !== 'facility_manager' &&
          (role.post === post.id ||
            (role.post === null && role.facility === post.facility && post.facility !== null)),
      ),
    )
    .map(({ id }) => id);
}

/** Without whom a paper moved: he keeps watch at his new post since some days alone. */
function stayingAt(post: Post | undefined): readonly string[] {
  return watchOf(post).filter((person) => person !== movedWatcher);
}

/** The same places and people before the province signed the paper that lets the IOC watch (QT-06). */
const beforeIocDocument: Situation = {
  ...demonstration,
  name: 'before-ioc-document',
  about: 'the demonstration, with IOC viewing not yet allowed by any document',
  places: { ...demonstration.places, iocViewingDocument: null },
};

export const situations: Readonly<Record<string, Situation>> = {
  [demonstration.name]: demonstration,
  [beforeIocDocument.name]: beforeIocDocument,
  [small.name]: small,
};

export const standardSituation = demonstration;
