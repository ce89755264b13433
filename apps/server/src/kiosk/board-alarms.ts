import type { BoardAlarm } from '@truc/domain/api';
import type { Incidents } from '@truc/domain/incident';
import { callsForEyes } from '@truc/domain/watch';
import type { ScopeId } from '@truc/sync/protocol';
import type { Decider } from '@truc/sync/server';
import type pg from 'pg';
import { commandDecider, incidentsIn } from '../access/command-decider.ts';
import { grownOnly } from '../log/grown-only.ts';
import { keptState } from '../log/kept-state.ts';
import { receivedAt } from '../log/received-at.ts';
import type { FaultEvents } from '../media/fault-store.ts';

/** Incidents and proposed faults at these cameras, as a board may know them: where, what kind, how grave, since when. */
export interface BoardAlarms {
  at(cameras: readonly { readonly id: string; readonly facility: string }[]): Promise<readonly BoardAlarm[]>;
}

export function createBoardAlarms(
  pool: pg.Pool,
  faults: Pick<FaultEvents, 'open'>,
  decider: Decider = commandDecider,
): BoardAlarms {
  const incidentsOf = grownOnly(pool, (scope) => openIn(scope, pool, decider));
  return {
    async at(cameras) {
      const facilityOf = new Map(cameras.map(({ id, facility }) => [id, facility]));
      const facilities = [...new Set(facilityOf.values())];
      const [ofFaults, ofIncidents] = await Promise.all([
        faultAlarms(faults, facilityOf),
        incidentsOf(facilities.map((id) => `facility:${id}` as ScopeId)),
      ]);
      return [...ofFaults, ...[...ofIncidents.values()].flat().flatMap((alarm) => at(alarm, facilityOf))];
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

/** Of a camera that is not asked about, or stands in no facility of these: nothing. */
function at(alarm: OfIncident, facilityOf: FacilityOf): readonly BoardAlarm[] {
  const facility = facilityOf.get(alarm.camera);
  return facility === undefined ? [] : [{ ...alarm, facility }];
}

type OfIncident = Omit<BoardAlarm, 'facility'>;

/** What of a facility's incidents calls for eyes, at each of their cameras. */
async function openIn(scope: ScopeId, pool: pg.Pool, decider: Decider): Promise<readonly OfIncident[]> {
  const open = Object.entries(incidentsIn(await keptState(scope, pool, decider))).filter(([, { status }]) =>
    callsForEyes.includes(status),
  );
  const sinceOf = ({ opened, statusVersion }: Incidents[string]): number =>
    Math.max(statusVersion.seq, opened?.seq ?? 0);
  const times = await receivedAt(pool, scope, [...new Set(open.map(([, incident]) => sinceOf(incident)))]);
  return open.flatMap(([id, incident]) =>
    incident.fields.cameras.value.map((camera) => ({
      key: `incident:${id}:${camera}`,
      camera,
      kind: 'incident' as const,
      severity: incident.fields.severity.value,
      at: times.get(sinceOf(incident)) ?? 0,
    })),
  );
}
