import { dutyCallKinds, type CallMarks, type Matter } from '@truc/domain/duty-call';
import type pg from 'pg';
import * as v from 'valibot';
import { arrayOf } from '../log/columns.ts';

export type DutyCall = { readonly matter: Matter; readonly marks: CallMarks };

/** Who was called for what, and what became of it: rows that are only added. Times in ms. */
export interface CallStore {
  /** Of these matters, those for which somebody was called, and all calls that came or went up after `after`. */
  of(keys: readonly string[], after: number): Promise<ReadonlyMap<string, DutyCall>>;
  /** The matters that nobody had been called for: what another server raised at the same moment is not among them. */
  raise(matters: readonly Matter[], at: number): Promise<readonly Matter[]>;
  /** Those that nobody had passed up before. */
  goUp(keys: readonly string[], at: number): Promise<readonly string[]>;
  /** What somebody acknowledged before keeps his name. */
  acknowledge(keys: readonly string[], by: { readonly person: string; readonly at: number }): Promise<void>;
}

const RowSchema = v.object({
  key: v.string(),
  kind: v.picklist(dutyCallKinds),
  scope: v.string(),
  facility: v.nullable(v.string()),
  about: v.string(),
  since: v.date(),
  except_people: v.array(v.string()),
  raised_at: v.date(),
  gone_up_at: v.nullable(v.date()),
  acknowledged_by: v.nullable(v.string()),
  acknowledged_at: v.nullable(v.date()),
});

export function createCallStore(pool: pg.Pool): CallStore {
  return {
    async of(keys, after) {
      const { rows } = await pool.query(knownCalls, [arrayOf(keys), new Date(after)]);
      return new Map(rows.map(callOf).map((call) => [call.matter.key, call]));
    },
    async raise(matters, at) {
      const raised: Matter[] = [];
      for (const matter of matters) {
        const { key, kind, scope, facility, about, since, except } = matter;
        const row = [key, kind, scope, facility, about, new Date(since), arrayOf(except), new Date(at)];
        if ((await pool.query(insertCall, row)).rowCount === 1) raised.push(matter);
      }
      return raised;
    },
    async goUp(keys, at) {
      const { rows } = await pool.query<{ key: string }>(insertEvents, [
        arrayOf(keys),
        'gone_up',
        null,
        new Date(at),
      ]);
      return rows.map(({ key }) => key);
    },
    async acknowledge(keys, { person, at }) {
      await pool.query(insertEvents, [arrayOf(keys), 'acknowledged', person, new Date(at)]);
    },
  };
}

function callOf(row: unknown): DutyCall {
  const { since, except_people: except, ...rest } = v.parse(RowSchema, row);
  const { key, kind, scope, facility, about } = rest;
  const { raised_at: raised, gone_up_at: goneUp, acknowledged_by: by, acknowledged_at: at } = rest;
  return {
    matter: { key, kind, scope, facility, about, since: since.getTime(), except },
    marks: {
      raisedAt: raised.getTime(),
      goneUpAt: goneUp?.getTime() ?? null,
      acknowledged: by === null || at === null ? null : { by, at: at.getTime() },
    },
  };
}

const knownCalls = `
  select c.*, up.at as gone_up_at, ack.by_person as acknowledged_by, ack.at as acknowledged_at
  from duty_call c
  left join duty_call_event up on up.key = c.key and up.what = 'gone_up'
  left join duty_call_event ack on ack.key = c.key and ack.what = 'acknowledged'
  where c.key = any ($1::text[]) or c.raised_at > $2 or up.at > $2`;
const insertCall = `
  insert into duty_call (key, kind, scope, facility, about, since, except_people, raised_at)
  values ($1, $2, $3, $4, $5, $6, $7, $8) on conflict (key) do nothing`;
const insertEvents = `
  insert into duty_call_event (key, what, by_person, at)
  select c.key, $2, $3, $4 from duty_call c where c.key = any ($1::text[])
  on conflict (key, what) do nothing returning key`;
