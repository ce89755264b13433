import { TimelineQuerySchema } from '@truc/domain/api';
import * as v from 'valibot';
import { refuse } from '../http/refusal.ts';
import { getRoute, type MountedRoute } from '../http/route.ts';
import type { ProvinceTimeline } from '../timeline/open-timeline.ts';

/** `GET /api/timeline`: incidents, faults and gaps of watches in a stretch, with what this person may read (GL-20, GL-21, GL-24, GL-36). */
export function timelineRoute(timeline: Pick<ProvinceTimeline, 'read'>): MountedRoute {
  return getRoute({ path: '/api/timeline', guard: 'session' }, async ({ caller, request }) => {
    const asked = v.safeParse(TimelineQuerySchema, request.query);
    if (!asked.success) return refuse('unparseable', { detail: 'query' });
    return timeline.read({ person: caller.person, address: request.ip, period: asked.output });
  });
}
