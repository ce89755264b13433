import type { Post } from '@truc/domain/facility';
import { facilityId, postId } from './ids.ts';
import { sites } from './sites.ts';

export const iocDesks = ['ioc-ban-1', 'ioc-ban-2'] as const;
export const nocPost = 'noc-1';

/** Every site's post, a second one at the large sites, two desks of the IOC and the operator's NOC: 31. */
export const posts: readonly Post[] = [
  ...sites.flatMap((site): Post[] => {
    const first = post(site.number, 1, site.secondPost ? 'Vị trí trực số 1' : 'Vị trí trực');
    return site.secondPost ? [first, post(site.number, 2, 'Vị trí trực số 2 (dãy B)')] : [first];
  }),
  ...iocDesks.map((id, at): Post => ({ id, facility: null, name: `Bàn trực IOC ${at + 1}`, kind: 'ioc' })),
  { id: nocPost, facility: null, name: 'Trực NOC doanh nghiệp viễn thông', kind: 'operator_noc' },
];

function post(site: number, number: 1 | 2, name: string): Post {
  return { id: postId(site, number), facility: facilityId(site), name, kind: 'facility' };
}
