import { createHash } from 'node:crypto';
import {
  DeviceAlarmReportSchema,
  type DeviceAlarm,
  type DeviceAlarmReceipt,
  type DeviceAlarmReport,
  type ExamineAlarm,
} from '@truc/domain/api';
import { canonicalJson, type DeviceId } from '@truc/sync/protocol';
import type pg from 'pg';
import * as v from 'valibot';

/** What devices noticed by themselves (a storage that was emptied, a history that was rewritten), kept for ever. */
export interface DeviceAlarms {
  /** Keeps it once. `isNew` false when it was known; null when this device has reported more than anybody would read. */
  report(
    dev: DeviceId,
    report: DeviceAlarmReport,
  ): Promise<(DeviceAlarmReceipt & { readonly isNew: boolean }) | null>;
  list(): Promise<readonly DeviceAlarm[]>;
  /** The device of the alarm that was closed; null when there is none, or somebody was quicker. */
  examine(examined: ExamineAlarm & { readonly by: string }): Promise<DeviceId | null>;
}

const perDevice = 50;
const listed = 200;

export function createDeviceAlarms(pool: pg.Pool): DeviceAlarms {
  return {
    async report(dev, report) {
      const hash = createHash('sha256').update(canonicalJson(report)).digest();
      const kept = await pool.query(insertAlarm, [dev, report.kind, JSON.stringify(report), hash, perDevice]);
      const found = await pool.query<Omit<Row, 'people'>>(findAlarm, [dev, hash]);
      const [row] = found.rows;
      return row === undefined ? null : { isNew: kept.rowCount === 1, examined: examinedOf(row) };
    },
    async list() {
      return (await pool.query<Row>(listAlarms)).rows.map(toAlarm);
    },
    async examine({ id, reason, by }) {
      const done = await pool.query<{ dev: DeviceId }>(insertExamined, [id, by, reason]);
      return done.rows[0]?.dev ?? null;
    },
  };
}

const ms = (column: string) => `floor(extract(epoch from ${column}) * 1000)::bigint`;

const insertAlarm = `
  insert into device_alarm (dev, kind, report, hash)
  select $1, $2, $3, $4 where (select count(*) from device_alarm where dev = $1) < $5
  on conflict (dev, hash) do nothing`;

const alarms = `
  select a.id, a.dev, a.report, ${ms('a.received_at')} as received_at, p.name as examined_by,
    ${ms('e.examined_at')} as examined_at, e.reason,
    array(select p.name from device_login l join person p on p.id = l.person where l.dev = a.dev order by l.first_at) as people
  from device_alarm a
    left join device_alarm_examined e on e.device_alarm = a.id
    left join person p on p.id = e.examined_by`;
const findAlarm = `${alarms} where a.dev = $1 and a.hash = $2`;
const listAlarms = `${alarms} order by e.examined_at is not null, a.id desc limit ${listed}`;

const insertExamined = `
  with done as (
    insert into device_alarm_examined (device_alarm, examined_by, reason)
    select id, $2, $3 from device_alarm where id = $1
    on conflict do nothing returning device_alarm)
  select a.dev from done join device_alarm a on a.id = done.device_alarm`;

type Row = {
  readonly id: number;
  readonly dev: string;
  readonly people: string[];
  readonly report: unknown;
  readonly received_at: number;
  readonly examined_by: string | null;
  readonly examined_at: number | null;
  readonly reason: string | null;
};

function toAlarm(row: Row): DeviceAlarm {
  const { id, dev, people, received_at: receivedAt } = row;
  const report = v.parse(DeviceAlarmReportSchema, row.report);
  return { id, dev, people, report, receivedAt, examined: examinedOf(row) };
}

function examinedOf({
  examined_by: by,
  examined_at: at,
  reason,
}: Pick<Row, 'examined_by' | 'examined_at' | 'reason'>): DeviceAlarm['examined'] {
  return by === null || at === null || reason === null ? null : { by, at, reason };
}
