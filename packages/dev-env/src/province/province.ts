import type { Facility } from '@truc/domain/facility';
import { cameras } from './cameras.ts';
import { facilityId } from './ids.ts';
import { people } from './people.ts';
import { posts } from './posts.ts';
import { recorderOf, recorders } from './recorders.ts';
import { districts, sites } from './sites.ts';

/** Password of every demonstration account. It guards fictional people on a loopback address and nothing else. */
export const demonstrationPassword = 'Truc-dien-tap-2021';

/** The paper under which the demonstration's IOC may watch (QT-06): fictional, so that its wall shows something. */
export const iocViewingDocument = '12/QĐ-UBND (ví dụ)';

/** The demonstration province: 24 sites, 219 cameras, 31 posts, 205 people. */
export const province = {
  districts,
  facilities: sites.map((site): Facility => ({
    id: facilityId(site.number),
    name: site.name,
    district: site.district,
    authority: site.authority,
    state: site.state,
  })),
  cameras,
  recorders,
  recorderOf,
  posts,
  people,
  iocViewingDocument,
} as const;
