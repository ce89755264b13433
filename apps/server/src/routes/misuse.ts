import type { Clock } from '@truc/base';
import {
  MisuseReportSchema,
  type MisusePeople,
  type MisuseReceipt,
  type MisuseReport,
} from '@truc/domain/api';
import { incidentKinds, systemActor } from '@truc/domain/incident';
import type { ScopeHead } from '@truc/sync/protocol';
import type { Kysely } from 'kysely';
import type pg from 'pg';
import type { Audit } from '../access/audit.ts';
import { commandDecider, incidentsIn } from '../access/command-decider.ts';
import { misuseScope } from '../access/misuse-cases.ts';
import type { RegisterCache } from '../access/register-cache.ts';
import { assignmentsOf, type Register } from '../access/register.ts';
import { rightsOf } from '../access/rights.ts';
import type { SystemDevice } from '../cases/system-device.ts';
import type { Tables } from '../database/tables.ts';
import { refuse } from '../http/refusal.ts';
import { getRoute, postRoute, type MountedRoute } from '../http/route.ts';
import { keptState } from '../log/kept-state.ts';

export type MisuseParts = {
  readonly query: Kysely<Tables>;
  readonly pool: pg.Pool;
  readonly device: SystemDevice;
  readonly registers: RegisterCache;
  readonly audit: Audit;
  readonly clock: Clock;
  readonly poke: (heads: readonly ScopeHead[]) => void;
  /** Tells everything that these people have open that there is a log more for them. */
  readonly tell: (people: readonly string[]) => void;
};

const limitBytes = 16 * 1024;

/**
 * `POST /api/misuse` (GL-18, KH-13): a case about people who use this system. It gets a log of its own, of which those whom it
 * names, and the facility's people, learn nothing by any way. `GET /api/misuse/people`: whom a report may name.
 */
export function misuseRoutes(parts: MisuseParts): readonly MountedRoute[] {
  const body = { schema: MisuseReportSchema, versions: null, limitBytes };
  return [
    postRoute({ path: '/api/misuse', guard: 'session', body }, async (call) => {
      const { person } = call.caller;
      const { facility, named } = call.body;
      const register = await parts.registers.current();
      const rights = rightsOf(register, person, parts.clock);
      const line = { person, action: 'report_misuse', object: facility, address: call.request.ip } as const;
      const isKnown = named.every((id) => register.people.has(id));
      if (!isKnown || !rights.mayReportMisuse(facility, named)) {
        await parts.audit.write([{ ...line, outcome: 'denied', code: 'not_permitted' }]);
        return refuse('not_permitted', { detail: 'GL-18' });
      }
      await parts.audit.write([{ ...line, outcome: 'granted' }]);
      return begin(person, call.body, parts);
    }),
    getRoute({ path: '/api/misuse/people', guard: 'session' }, async ({ caller, request }) => {
      const register = await parts.registers.current();
      const rights = rightsOf(register, caller.person, parts.clock);
      const places = [...register.facilities.keys()].filter((id) => rights.mayReportMisuse(id, []));
      if (places.length === 0) {
        const line = { person: caller.person, action: 'report_misuse', object: 'people' } as const;
        await parts.audit.write([{ ...line, outcome: 'denied', code: 'not_found', address: request.ip }]);
        return refuse('not_found');
      }
      return nameable(register, { self: caller.person, places, now: parts.clock.now() });
    }),
  ];
}

/** The row first: from then on nobody whom it names can read the log, and then there is something in it. */
async function begin(person: string, report: MisuseReport, parts: MisuseParts): Promise<MisuseReceipt> {
  const { incident, facility, named, title, description, cameras, ...times } = report;
  const scope = misuseScope(incident);
  await parts.query
    .insertInto('misuse_case')
    .values({ id: incident, facility, named: [...new Set(named)], reported_by: person })
    .onConflict((conflict) => conflict.doNothing())
    .execute();
  parts.registers.invalidate();
  const register = await parts.registers.current();
  // Sent again after a lost answer, it is the same case.
  const isOwn = await isReportedBy(parts.query, incident, person);
  const isBegun = incidentsIn(await keptState(scope, parts.pool, commandDecider))[incident] !== undefined;
  if (isOwn && !isBegun) {
    const { kind, current } = incidentKinds.reportMisuse;
    const fields = { title, description, severity: 'high', casualties: null, place: '', cameras } as const;
    const body = { incident, by: person, named: [...named], fields, ...times };
    const { heads } = await parts.device.write({ actor: systemActor, scope, kind, v: current, body });
    const readers = [...register.people.keys()].filter((id) =>
      rightsOf(register, id, parts.clock).mayRead(scope),
    );
    parts.tell(readers);
    parts.poke(heads);
  }
  return { incident, readable: rightsOf(register, person, parts.clock).mayRead(scope) };
}

async function isReportedBy(query: Kysely<Tables>, incident: string, person: string): Promise<boolean> {
  const found = await query
    .selectFrom('misuse_case')
    .select('reported_by')
    .where('id', '=', incident)
    .executeTakeFirst();
  return found?.reported_by === person;
}

type Asker = { readonly self: string; readonly places: readonly string[]; readonly now: number };

/** Those who hold a role at these facilities, or at none: the agencies, the operations centre, the operator. Never the asker. */
function nameable(register: Register, { self, places, now }: Asker): MisusePeople {
  const people = [...register.people.values()].filter(
    ({ id }) =>
      id !== self &&
      assignmentsOf(register, id, now).some(({ facility }) => facility === null || places.includes(facility)),
  );
  return { people: people.map(({ id, name, agency }) => ({ id, name, agency })) };
}
