import type { Clock } from '@truc/base';
import {
  AccessLogQuerySchema,
  LookSchema,
  type AccessLogChain,
  type AccessLogQuery,
  type AccessLogResponse,
  type Look,
} from '@truc/domain/api';
import type { Kysely } from 'kysely';
import * as v from 'valibot';
import type { Audit } from '../access/audit.ts';
import type { RegisterCache } from '../access/register-cache.ts';
import type { Register } from '../access/register.ts';
import { rightsOf, type Rights } from '../access/rights.ts';
import type { Tables } from '../database/tables.ts';
import { refuse } from '../http/refusal.ts';
import { getRoute, type MountedRoute } from '../http/route.ts';
import { examineChain } from '../media/examine-chain.ts';
import { looksInPage, type LookReader, type LookRow } from '../media/look-reader.ts';

export type AccessLogParts = {
  readonly looks: LookReader;
  readonly query: Kysely<Tables>;
  readonly registers: RegisterCache;
  readonly audit: Audit;
  readonly clock: Clock;
};

/**
 * `GET /api/access-log` (GL-52): who watched which camera when; the auditor everybody's, everybody else his own. Reading it is
 * written down too. `GET /api/access-log/chain`, for the auditor: whether the record is whole.
 */
export function accessLogRoutes(parts: AccessLogParts): readonly MountedRoute[] {
  return [
    getRoute({ path: '/api/access-log', guard: 'session' }, async ({ caller, request }) => {
      const asked = v.safeParse(AccessLogQuerySchema, request.query);
      if (!asked.success) return refuse('unparseable', { detail: 'query' });
      const register = await parts.registers.current();
      const rights = rightsOf(register, caller.person, parts.clock);
      const all = rights.mayReadLooks(null);
      const of = asked.output.person ?? (all ? null : caller.person);
      const line = { person: caller.person, action: 'read_looks', object: of, address: request.ip } as const;
      if (!rights.mayReadLooks(of)) {
        await parts.audit.write([{ ...line, outcome: 'denied', code: 'not_permitted' }]);
        return refuse('not_found');
      }
      await parts.audit.write([{ ...line, outcome: 'granted', detail: detailOf(asked.output) }]);
      const rows = await parts.looks.read({ ...asked.output, ...(of !== null && { person: of }) });
      return answer(rows, { register, rights, all });
    }),
    getRoute({ path: '/api/access-log/chain', guard: 'session' }, async ({ caller, request }) => {
      const register = await parts.registers.current();
      const isPermitted = rightsOf(register, caller.person, parts.clock).mayReadLooks(null);
      const line = {
        person: caller.person,
        action: 'read_looks',
        object: 'chain',
        address: request.ip,
      } as const;
      await parts.audit.write([
        isPermitted ? { ...line, outcome: 'granted' } : { ...line, outcome: 'denied', code: 'not_permitted' },
      ]);
      if (!isPermitted) return refuse('not_found');
      return (await examineChain(parts.query)) satisfies AccessLogChain;
    }),
  ];
}

function detailOf({ camera, from, to, before }: AccessLogQuery) {
  return { camera: camera ?? null, from: from ?? null, to: to ?? null, before: before ?? null };
}

function answer(
  rows: readonly LookRow[],
  { register, rights, all }: { readonly register: Register; readonly rights: Rights; readonly all: boolean },
): AccessLogResponse {
  const shown = rows.slice(0, looksInPage);
  const last = shown.at(-1);
  const hasMore = rows.length > shown.length && last !== undefined;
  return {
    looks: shown.map((row) => describe(row, register)),
    next: hasMore ? `${last.started}_${last.viewing}` : null,
    all,
    cameras: [...register.cameras.values()]
      .filter((camera) => all || rights.mayView(camera).ok)
      .map(({ id, name, facility }) => ({
        id,
        name,
        facility: register.facilities.get(facility)?.name ?? facility,
      })),
    people: all ? [...register.people.values()].map(({ id, name, agency }) => ({ id, name, agency })) : [],
  };
}

/** Names as the registers have them today; what is no longer there shows as its id. */
function describe(row: LookRow, register: Register): Look {
  const person = register.people.get(row.answerable ?? row.person);
  const camera = register.cameras.get(row.camera);
  const facility = camera === undefined ? undefined : register.facilities.get(camera.facility);
  return {
    viewing: row.viewing,
    startedAt: row.started,
    stoppedAt: row.stopped,
    hiddenMs: Math.round(row.hidden_ms),
    person: row.person,
    name: row.kiosk_name ?? person?.name ?? row.person,
    account: row.account ?? row.person,
    answerable: row.answerable === null ? null : (person?.name ?? row.answerable),
    agency: person?.agency ?? '',
    system: row.system,
    camera: row.camera,
    cameraName: camera?.name ?? row.camera,
    facility: facility?.name ?? '',
    purpose: row.purpose,
    display: row.display,
    cause: row.cause,
    offline: row.lease !== null,
    playback: row.playback === null ? null : describePlayback(row),
  };
}

/** As the SFU told it: parsed again, for what is stored is a column of JSON. */
function describePlayback({ playback, shown }: LookRow): Look['playback'] {
  const stretch = v.parse(v.record(v.string(), v.unknown()), playback);
  return v.parse(LookSchema.entries.playback, { ...stretch, shown });
}
