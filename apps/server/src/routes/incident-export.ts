import type { Clock } from '@truc/base';
import {
  IncidentExportRequestSchema,
  type IncidentExportAnswer,
  type IncidentExportRequest,
} from '@truc/domain/api';
import { incidentKinds, systemActor } from '@truc/domain/incident';
import { ScopeIdSchema, type ScopeHead, type ScopeId } from '@truc/sync/protocol';
import type pg from 'pg';
import * as v from 'valibot';
import type { Audit } from '../access/audit.ts';
import { commandDecider, incidentsIn } from '../access/command-decider.ts';
import { misuseOf } from '../access/misuse-cases.ts';
import type { RegisterCache } from '../access/register-cache.ts';
import type { Register } from '../access/register.ts';
import { facilityOfScope, rightsOf } from '../access/rights.ts';
import type { SystemDevice } from '../cases/system-device.ts';
import type { Evidence } from '../evidence/evidence.ts';
import { readIncidentSource, type IncidentSource } from '../evidence/incident/incident-source.ts';
import { writeIncidentFile } from '../evidence/incident/write-incident-file.ts';
import { refuse } from '../http/refusal.ts';
import { postRoute, type MountedRoute } from '../http/route.ts';
import { keptState } from '../log/kept-state.ts';

export type IncidentExportParts = {
  readonly pool: pg.Pool;
  readonly device: SystemDevice;
  readonly evidence: Pick<Evidence, 'record' | 'signing'>;
  readonly registers: RegisterCache;
  readonly audit: Audit;
  readonly clock: Clock;
  readonly poke: (heads: readonly ScopeHead[]) => void;
};

const limitBytes = 4 * 1024;

/**
 * `POST /api/incidents/export` (KH-05, KH-15): the record of one incident as a file that proves itself. Who takes it, for which
 * purpose and why is written into the record first, so that no file is without its line there.
 */
export function incidentExportRoute(parts: IncidentExportParts): MountedRoute {
  const body = { schema: IncidentExportRequestSchema, versions: null, limitBytes };
  return postRoute({ path: '/api/incidents/export', guard: 'session', body }, async (call) => {
    const { person } = call.caller;
    const { incident, purpose } = call.body;
    const scope = v.parse(ScopeIdSchema, call.body.scope);
    const register = await parts.registers.current();
    const isPermitted = rightsOf(register, person, parts.clock).mayInIncident(scope, 'export_incident');
    const line = {
      person,
      action: 'export_incident',
      object: `${scope} ${incident}`,
      address: call.request.ip,
      detail: { purpose },
    } as const;
    if (!isPermitted || !(await isThere(parts.pool, scope, incident))) {
      await parts.audit.write([{ ...line, outcome: 'denied', code: 'not_found' }]);
      return refuse('not_found');
    }
    await parts.audit.write([{ ...line, outcome: 'granted' }]);
    const logged = await writeDown({ ...call.body, scope, by: person }, parts);
    const source = await provenSource(parts, { scope, incident, atLeast: logged });
    if (source === null) return refuse('unavailable', { detail: 'not_signed' });
    return fileOf(source, { ...call.body, scope, person, register, logged }, parts);
  });
}

async function isThere(pool: pg.Pool, scope: ScopeId, incident: string): Promise<boolean> {
  const found = incidentsIn(await keptState(scope, pool, commandDecider))[incident];
  return found !== undefined && found.opened !== null;
}

/** Answers the place of the line. */
async function writeDown(
  { scope, ...body }: Omit<IncidentExportRequest, 'scope'> & { readonly scope: ScopeId; readonly by: string },
  { device, poke }: IncidentExportParts,
): Promise<number> {
  const { kind, current } = incidentKinds.exported;
  const { heads, seq } = await device.write({ actor: systemActor, scope, kind, v: current, body });
  poke(heads);
  return seq;
}

type Wanted = { readonly scope: ScopeId; readonly incident: string; readonly atLeast: number };

/** Null where the log is not signed up to there: it contradicts what was signed of it, or another server signs. */
async function provenSource(
  { pool, evidence }: IncidentExportParts,
  wanted: Wanted,
): Promise<IncidentSource | null> {
  const recorded = await evidence.record();
  if (!recorded.ok) return null;
  const client = await pool.connect();
  try {
    await client.query('begin isolation level repeatable read read only');
    return await readIncidentSource(client, wanted);
  } finally {
    await client.query('rollback');
    client.release();
  }
}

type Asked = Omit<IncidentExportRequest, 'scope'> & {
  readonly scope: ScopeId;
  readonly person: string;
  readonly register: Register;
  readonly logged: number;
};

function fileOf(
  source: IncidentSource,
  { register, person, logged, scope, incident, purpose, reason, paper }: Asked,
  { evidence, clock }: IncidentExportParts,
): IncidentExportAnswer {
  const by = register.people.get(person);
  const facility = facilityOfScope(register, scope) ?? misuseOf(register, scope)?.facility;
  const octets = writeIncidentFile(source, {
    ...{ scope, incident, purpose, reason, paper, logged },
    by: { id: person, name: by?.name ?? person, position: by?.position ?? '', agency: by?.agency ?? '' },
    at: Math.round(clock.now()),
    names: namesIn(source, { register, facility: facility?.name ?? '' }),
    signing: evidence.signing,
  });
  return { name: `su-viec-${incident}.truc`, text: octets.toString() };
}

/** Names of the people and cameras of which the record speaks, and of no others. */
function namesIn(
  { leaves }: IncidentSource,
  { register, facility }: { readonly register: Register; readonly facility: string },
) {
  const texts = leaves
    .flatMap(({ own }) => (own === null ? [] : [`${own.header}${own.body ?? ''}`]))
    .join('');
  const named = (list: Iterable<{ readonly id: string; readonly name: string }>) =>
    Object.fromEntries(
      [...list].filter(({ id }) => texts.includes(`"${id}"`)).map(({ id, name }) => [id, name]),
    );
  return { facility, people: named(register.people.values()), cameras: named(register.cameras.values()) };
}
