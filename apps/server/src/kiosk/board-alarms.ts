import type { BoardAlarm } from '@truc/domain/api';
import type { Incidents } from '@truc/domain/incident';
import { callsForEyes } from '@truc/domain/watch';
import type { ScopeId } from '@truc/sync/protocol';
import type pg from 'pg';
import { commandDecider } from '../access/command-decider.ts';
import { foldedStates } from '../log/folded-states.ts';
import type { FaultEvents } from '../media/fault-store.ts';

/** Incidents and proposed faults at these cameras, as a board may know them: where, what kind, how grave, since when. */
export interface BoardAlarms {
  at(cameras: readonly { readonly id: string; readonly facility: string }[]): Promise<readonly BoardAlarm[]>;
}

export function createBoardAlarms(pool: pg.Pool, faults: Pick<FaultEvents, 'open'>): BoardAlarms {
  return {
    async at(cameras) {
      const facilityOf = new Map(cameras.map(({ id, facility }) => [id, facility]));
      const facilities = [...new Set(facilityOf.values())];
      const [ofFaults, ofIncidents] = await Promise.all([
        faultAlarms(faults, facilityOf),
        incidentAlarms(pool, facilities, facilityOf),
      ]);
      return [...ofFaults, ...ofIncidents];
    },
  };
}

type FacilityOf = ReadonlyMap<string, string>;

async function faultAlarms(
  faults: Pick<FaultEvents, 'open'>,
  facilityOf: FacilityOf,
): Promise<readonly BoardAlarm[]> {
  return (await faults.open()).flatMap(({ kind, fault, asset, assetId: camera, since: at }) => {
    const facility = facilityOf.get(camera);
    if (kind !== 'proposed' || asset !== 'camera' || facility === undefined) return [];
    return [{ key: `fault:${fault}`, camera, facility, kind: 'fault', severity: 'high', at } as const];
  });
}

type OfIncident = Omit<BoardAlarm, 'at'> & { readonly scope: string; readonly seq: number };

async function incidentAlarms(
  pool: pg.Pool,
  facilities: readonly string[],
  facilityOf: FacilityOf,
): Promise<readonly BoardAlarm[]> {
  const scopes = facilities.map((id) => `facility:${id}` as ScopeId);
  const client = await pool.connect();
  try {
    const found = (await foldedStates(client, scopes))
      .filter(({ model }) => model === commandDecider.model)
      .flatMap(({ scope, state }) => openIn(scope, (state ?? {}) as unknown as Incidents, facilityOf));
    if (found.length === 0) return [];
    const times = await receivedAt(client, found);
    return found.map(({ scope, seq, ...alarm }) => ({ ...alarm, at: times.get(`${scope} ${seq}`) ?? 0 }));
  } finally {
    client.release();
  }
}

/** `state`: only ever what the decider kept under the number of this model. */
function openIn(scope: string, incidents: Incidents, facilityOf: FacilityOf): readonly OfIncident[] {
  return Object.entries(incidents)
    .filter(([, { status }]) => callsForEyes.includes(status))
    .flatMap(([id, { fields, opened, statusVersion }]) =>
      fields.cameras.value.flatMap((camera) => {
        const facility = facilityOf.get(camera);
        if (facility === undefined) return [];
        const seq = Math.max(statusVersion.seq, opened?.seq ?? 0);
        const severity = fields.severity.value;
        return [
          {
            key: `incident:${id}:${camera}`,
            camera,
            facility,
            kind: 'incident',
            severity,
            scope,
            seq,
          } as const,
        ];
      }),
    );
}

async function receivedAt(
  client: pg.ClientBase,
  leaves: readonly Pick<OfIncident, 'scope' | 'seq'>[],
): Promise<ReadonlyMap<string, number>> {
  const text = `
    select scope, seq, recv_at::float8 as at from leaf
    join unnest($1::text[], $2::bigint[]) as asked (scope, seq) using (scope, seq)`;
  const values = [leaves.map(({ scope }) => scope), leaves.map(({ seq }) => seq)];
  const { rows } = await client.query<{ scope: string; seq: string; at: number }>(text, values);
  return new Map(rows.map(({ scope, seq, at }) => [`${scope} ${seq}`, at]));
}
