import type { Clock } from '@truc/base';
import {
  AddDocumentSchema,
  AddPatternSchema,
  AskCalendarSchema,
  type CalendarResponse,
  type PostPlan,
  type WatchChangeAnswer,
  type WatchPlanResponse,
} from '@truc/domain/api';
import type { Post } from '@truc/domain/facility';
import { dayMs, startOfDay, type Slot } from '@truc/domain/shift';
import type pg from 'pg';
import type { Audit } from '../access/audit.ts';
import { postDevices } from '../access/post-devices.ts';
import type { RegisterCache } from '../access/register-cache.ts';
import type { Register } from '../access/register.ts';
import { facilityOf, postScope, rightsOf, type Rights } from '../access/rights.ts';
import type { ReadFacts, ShiftFacts } from '../access/shift-facts.ts';
import { refuse, type Refusal } from '../http/refusal.ts';
import { getRoute, postRoute, type MountedRoute } from '../http/route.ts';
import type { WatchPlanStore } from '../places/watch-plan-store.ts';
import { calendarOf } from './watch-calendar.ts';
import { planOf } from './watch-plan-of.ts';

export type WatchParts = {
  readonly pool: pg.Pool;
  readonly facts: ShiftFacts;
  readonly plans: WatchPlanStore;
  readonly registers: RegisterCache;
  readonly audit: Audit;
  readonly clock: Clock;
  readonly waitingAlarmMs: number;
};

const shownDays = 7;
/** Of each post: a month and more of three shifts a day, with four facts each. */
const factsRead = 600;
const lateFactsMs = 28 * dayMs;
const noFacts: ReadFacts = { facts: [], reach: 'whole' };

/** `GET /api/watch`, `POST /api/watch/calendar`, `…/documents`, `…/patterns`: who keeps watch where, by which paper, and every gap. */
export function watchRoutes(parts: WatchParts): readonly MountedRoute[] {
  const document = { schema: AddDocumentSchema, versions: null, limitBytes: 16 * 1024 };
  const pattern = { schema: AddPatternSchema, versions: null, limitBytes: 4 * 1024 };
  const ask = { schema: AskCalendarSchema, versions: null, limitBytes: 1024 };
  return [
    getRoute({ path: '/api/watch', guard: 'session' }, async ({ caller }) =>
      describePlans(await openDesk(caller.person, parts), parts),
    ),
    postRoute({ path: '/api/watch/calendar', guard: 'session', body: ask }, async ({ caller, body }) => {
      const desk = await openDesk(caller.person, parts);
      const posts = readable(desk).filter(({ id }) => body.post === null || id === body.post);
      if (body.post !== null && posts.length === 0) return refuse('not_found');
      const from = startOfDay(body.from);
      return describeCalendar(desk, { posts, period: { from, to: from + shownDays * dayMs } }, parts);
    }),
    postRoute({ path: '/api/watch/documents', guard: 'session', body: document }, async (call) => {
      const { people, post, number } = call.body;
      const change = {
        post,
        object: `${post} ${number}`,
        person: call.caller.person,
        address: call.request.ip,
      };
      return changePlan(change, parts, async (desk, found) => {
        const named = appointable(desk.register, found);
        if (!people.every((person) => named.has(person))) return null;
        return parts.plans.addDocument(call.body, call.caller.person);
      });
    }),
    postRoute({ path: '/api/watch/patterns', guard: 'session', body: pattern }, async (call) => {
      const { post, from } = call.body;
      const change = {
        post,
        object: `${post} ${from}`,
        person: call.caller.person,
        address: call.request.ip,
      };
      return changePlan(change, parts, async () => {
        await parts.plans.addPattern(call.body, call.caller.person);
        return true;
      });
    }),
  ];
}

type Desk = { readonly register: Register; readonly rights: Rights };

async function openDesk(person: string, { registers, clock }: WatchParts): Promise<Desk> {
  const register = await registers.current();
  return { register, rights: rightsOf(register, person, clock) };
}

function readable({ register, rights }: Desk): Post[] {
  return [...register.posts.values()].filter((post) => rights.mayRead(postScope(post)));
}

type Change = {
  readonly post: string;
  readonly object: string;
  readonly person: string;
  readonly address: string;
};

/** `run` answers whether it wrote, and null where what was asked for is not his to ask. */
async function changePlan(
  { post: id, ...where }: Change,
  parts: WatchParts,
  run: (desk: Desk, post: Post) => Promise<boolean | null>,
): Promise<WatchChangeAnswer | Refusal> {
  const desk = await openDesk(where.person, parts);
  const post = desk.register.posts.get(id);
  const isHis = post !== undefined && desk.rights.mayAppointWatch(postScope(post));
  const isSaved = isHis ? await run(desk, post) : null;
  const line = { ...where, action: 'appoint_watch' } as const;
  if (isSaved === null) {
    await parts.audit.write([{ ...line, outcome: 'denied', code: 'not_permitted' }]);
    return refuse('not_found');
  }
  if (isSaved) await parts.audit.write([{ ...line, outcome: 'granted' }]);
  parts.registers.invalidate();
  return { outcome: isSaved ? 'saved' : 'exists' };
}

async function describePlans(desk: Desk, parts: WatchParts): Promise<WatchPlanResponse> {
  const posts = readable(desk);
  const devices = await postDevices(parts.pool, posts.map(postScope));
  return {
    waitingAlarmMs: parts.waitingAlarmMs,
    posts: posts.map((post): PostPlan => {
      const scope = postScope(post);
      const { rights, register } = desk;
      const plan = planOf(register, post);
      const named = new Set([
        ...appointable(register, post),
        ...plan.documents.flatMap(({ people }) => people),
      ]);
      return {
        post,
        scope,
        handsOver: rights.mayHandOverShift(scope),
        accounts: rights.mayAccountForWatch(scope),
        appoints: rights.mayAppointWatch(scope),
        ...plan,
        people: Object.fromEntries([...named].map((id) => [id, register.people.get(id)?.name ?? id])),
        devices: rights.mayHandOverShift(scope) ? [...(devices.get(scope) ?? [])] : [],
      };
    }),
  };
}

/** Those who may keep watch there now: a document names nobody else. */
function appointable(register: Register, post: Post): ReadonlySet<string> {
  const facility = facilityOf(register, post);
  const watches = new Set(['facility_watch', 'ioc', 'operator']);
  return new Set(
    [...register.assignments].flatMap(([person, held]) =>
      held.some(
        ({ assignment }) =>
          watches.has(assignment.role) &&
          (assignment.post === post.id ||
            (assignment.post === null && facility !== null && assignment.facility === facility.id)),
      )
        ? [person]
        : [],
    ),
  );
}

async function describeCalendar(
  desk: Desk,
  { posts, period }: { readonly posts: readonly Post[]; readonly period: Slot },
  { facts, pool, clock }: WatchParts,
): Promise<CalendarResponse> {
  const scopes = posts.map(postScope);
  // What a tablet held back for longer than that stands in the calendar of a later week alone.
  const until = period.to + lateFactsMs;
  const [read, devices] = await Promise.all([
    facts.of(scopes, { limit: factsRead, until }),
    postDevices(pool, scopes),
  ]);
  const now = clock.now();
  return {
    ...period,
    now,
    posts: posts.map((post) => {
      const scope = postScope(post);
      const known = {
        reachesNow: until >= now,
        read: read.get(scope) ?? noFacts,
        devices: devices.get(scope) ?? [],
      };
      return calendarOf(post, { ...desk, ...known, period, now });
    }),
  };
}
