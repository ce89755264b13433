import { faultAssets, faultCauses, faultEventKinds, type FaultEvent } from '@truc/domain/fault';
import type pg from 'pg';
import * as v from 'valibot';

/** Faults as events that are only added. */
export interface FaultEvents {
  /** The last event of each fault that is not over. */
  open(): Promise<readonly FaultEvent[]>;
  /** All events of the faults that are open, and of the newest others, each fault's in order. */
  recent(): Promise<readonly (readonly FaultEvent[])[]>;
  find(fault: string): Promise<readonly FaultEvent[]>;
  /** False when somebody was quicker: nothing was written then. */
  append(event: FaultEvent): Promise<boolean>;
}

const listed = 200;

const RowSchema = v.object({
  kind: v.picklist(faultEventKinds),
  fault: v.string(),
  asset: v.picklist(faultAssets),
  asset_id: v.string(),
  facility: v.nullable(v.string()),
  cause: v.picklist(faultCauses),
  symptom: v.string(),
  since: v.date(),
  cameras: v.array(v.string()),
  by_person: v.nullable(v.string()),
  reason: v.string(),
  at: v.date(),
});

export function createFaultStore(pool: pg.Pool): FaultEvents {
  return {
    open: async () => (await pool.query(openFaults)).rows.map(eventOf),
    async recent() {
      const byFault = new Map<string, FaultEvent[]>();
      for (const event of (await pool.query(recentFaults, [listed])).rows.map(eventOf))
        byFault.set(event.fault, [...(byFault.get(event.fault) ?? []), event]);
      return [...byFault.values()];
    },
    async find(fault) {
      const text = 'select * from camera_fault_event where fault = $1 order by id';
      return (await pool.query(text, [fault])).rows.map(eventOf);
    },
    async append(event) {
      const { kind, fault, asset, assetId, facility, cause, symptom, cameras, by, reason } = event;
      const done = await pool.query(insertEvent, [
        kind,
        fault,
        asset,
        assetId,
        facility,
        cause,
        symptom,
        new Date(event.since),
        JSON.stringify(cameras),
        by,
        reason,
        new Date(event.at),
      ]);
      return done.rowCount === 1;
    },
  };
}

function eventOf(row: unknown): FaultEvent {
  const { asset_id: assetId, by_person: by, since, at, ...rest } = v.parse(RowSchema, row);
  return { ...rest, assetId, by, since: since.getTime(), at: at.getTime() };
}

const openFaults = `
  select * from (select distinct on (fault) * from camera_fault_event order by fault, id desc) last
  where kind <> 'recovered' order by id`;
const recentFaults = `
  with last as (
    select distinct on (fault) fault, kind, id from camera_fault_event order by fault, id desc
  ), shown as (
    select fault from last order by (kind = 'recovered'), id desc limit $1
  )
  select e.* from camera_fault_event e join shown using (fault) order by e.id`;
const insertEvent = `
  insert into camera_fault_event
    (kind, fault, asset, asset_id, facility, cause, symptom, since, cameras, by_person, reason, at)
  values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12)
  on conflict do nothing`;
