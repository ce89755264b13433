import type { Clock } from '@truc/base';
import {
  AcknowledgeAlarmsSchema,
  SayWatchSchema,
  type AcknowledgedAlarms,
  type WallWatch,
} from '@truc/domain/api';
import { ViewingPurposeSchema } from '@truc/media/signalling';
import * as v from 'valibot';
import type { Audit, AuditLine } from '../access/audit.ts';
import type { RegisterCache } from '../access/register-cache.ts';
import type { Register } from '../access/register.ts';
import { rightsOf, type Rights } from '../access/rights.ts';
import { refuse, type Refusal } from '../http/refusal.ts';
import { getRoute, postRoute, type MountedRoute } from '../http/route.ts';
import type { BoardAlarms } from '../kiosk/board-alarms.ts';
import type { KioskStore } from '../kiosk/kiosk-store.ts';
import type { WallPresence } from '../kiosk/wall-presence.ts';
import { wallWatchOf } from '../kiosk/wall-watch.ts';
import type { WatchStore } from '../kiosk/watch-store.ts';

export type WallWatchParts = {
  readonly watch: WatchStore;
  readonly presence: WallPresence;
  readonly alarms: BoardAlarms;
  readonly kiosks: KioskStore;
  readonly registers: RegisterCache;
  readonly audit: Audit;
  readonly clock: Clock;
  readonly hintKiosk: (id: string) => void;
  /** Tells these people's walls that an alarm is known of. */
  readonly hintAcknowledged: (people: readonly string[]) => void;
};

/**
 * `POST /api/wall-watch`: somebody says that he watches, or has stopped. `POST /api/camera-alarms/acknowledge`: he knows of alarms, and
 * all walls of his post let them go; `GET /api/camera-alarms/acknowledged`: who knows of which.
 */
export function wallWatchRoutes(parts: WallWatchParts): readonly MountedRoute[] {
  const limits = { versions: null, limitBytes: 8 * 1024 };
  return [
    postRoute(
      { path: '/api/wall-watch', guard: 'session', body: { schema: SayWatchSchema, ...limits } },
      async ({ caller, body, request }) => {
        const desk = await openDesk(caller.person, parts);
        const line = {
          person: caller.person,
          action: 'say_watch',
          object: body.post,
          address: request.ip,
        } as const;
        if (!mayActFor(body.post, desk) || !v.is(ViewingPurposeSchema, body.purpose))
          return turnDown(line, parts);
        await parts.watch.say({ ...body, person: caller.person, at: parts.clock.now() });
        await parts.audit.write([{ ...line, outcome: 'granted', detail: { kind: body.kind } }]);
        const kiosks = await parts.kiosks.list();
        const group = { ...body, person: caller.person };
        return (await wallWatchOf(group, { register: desk.register, kiosks }, parts)) satisfies WallWatch;
      },
    ),
    getRoute({ path: '/api/camera-alarms/acknowledged', guard: 'session' }, async ({ caller }) =>
      listFor(await openDesk(caller.person, parts), parts),
    ),
    postRoute(
      {
        path: '/api/camera-alarms/acknowledge',
        guard: 'session',
        body: { schema: AcknowledgeAlarmsSchema, ...limits },
      },
      async ({ caller, body, request }) => {
        const desk = await openDesk(caller.person, parts);
        const { alarms, post } = body;
        const line = {
          person: caller.person,
          action: 'acknowledge_alarm',
          object: post,
          address: request.ip,
        } as const;
        if (!mayActFor(post, desk)) return turnDown(line, parts);
        const standing = await standingKeys(desk, parts);
        const known = alarms.filter((alarm) => standing.has(alarm));
        const [by, at] = [caller.person, parts.clock.now()];
        await parts.watch.acknowledge(known.map((alarm) => ({ alarm, post, by, at })));
        await parts.audit.write([{ ...line, outcome: 'granted', detail: { alarms: known.join(' ') } }]);
        await tell(post, desk, parts);
        return listFor(desk, parts);
      },
    ),
  ];
}

type Desk = { readonly register: Register; readonly rights: Rights };

async function openDesk(person: string, { registers, clock }: WallWatchParts): Promise<Desk> {
  const register = await registers.current();
  return { register, rights: rightsOf(register, person, clock) };
}

/** For himself, or for a post at which he keeps watch. */
function mayActFor(post: string | null, { rights }: Desk): boolean {
  return rights.mayUseWallView({ owner: rights.person, post });
}

/** Alarms at cameras that he may watch. */
async function standingKeys(
  { register, rights }: Desk,
  { alarms }: WallWatchParts,
): Promise<ReadonlySet<string>> {
  const watched = [...register.cameras.values()].filter((camera) => rights.mayView(camera).ok);
  return new Set((await alarms.at(watched)).map(({ key }) => key));
}

async function listFor(desk: Desk, { watch, clock }: WallWatchParts): Promise<AcknowledgedAlarms> {
  const { person } = desk.rights;
  const acknowledged = (await watch.acknowledged(clock.now()))
    .filter(({ post, by }) => (post === null ? by === person : mayActFor(post, desk)))
    .map(({ alarm, by, at }) => ({
      alarm,
      name: desk.register.people.get(by)?.name ?? by,
      mine: by === person,
      at,
    }));
  return { acknowledged };
}

async function tell(post: string | null, { register, rights }: Desk, parts: WallWatchParts): Promise<void> {
  const people =
    post === null
      ? [rights.person]
      : [...register.people.keys()].filter((person) =>
          mayActFor(post, { register, rights: rightsOf(register, person, parts.clock) }),
        );
  parts.hintAcknowledged(people);
  for (const kiosk of await parts.kiosks.list())
    if (kiosk.post === post && (post !== null || kiosk.owner === rights.person)) parts.hintKiosk(kiosk.id);
}

async function turnDown(line: Omit<AuditLine, 'outcome'>, { audit }: WallWatchParts): Promise<Refusal> {
  await audit.write([{ ...line, outcome: 'denied', code: 'not_permitted' }]);
  return refuse('not_found');
}
