import { watchForgottenMs, type WatchEvent } from '@truc/domain/watch';
import type pg from 'pg';
import * as v from 'valibot';

export type Acknowledgement = {
  readonly alarm: string;
  /** The post whose walls let the alarm go; null: those of `by` alone. */
  readonly post: string | null;
  readonly by: string;
  readonly at: number;
};

/** Who watches, and who knows of which alarm: facts that are only added. */
export interface WatchStore {
  say(event: WatchEvent): Promise<void>;
  /** Of one post and purpose, in their order; `person` alone where there is no post. */
  events(of: Pick<WatchEvent, 'post' | 'purpose' | 'person'>, now: number): Promise<readonly WatchEvent[]>;
  /** The first who knows stands; a second word changes nothing. */
  acknowledge(acknowledged: readonly Acknowledgement[]): Promise<void>;
  /** Of the last days: an alarm that stands longer is asked about again. */
  acknowledged(now: number): Promise<readonly Acknowledgement[]>;
}

const acknowledgedForMs = 7 * 24 * 60 * 60_000;

const WatchRowSchema = v.object({
  kind: v.picklist(['began', 'ended']),
  person: v.string(),
  post: v.nullable(v.string()),
  purpose: v.string(),
  at: v.date(),
});
const AcknowledgementRowSchema = v.object({
  alarm: v.string(),
  post: v.nullable(v.string()),
  by_person: v.string(),
  at: v.date(),
});

export function createWatchStore(pool: pg.Pool): WatchStore {
  return {
    async say({ kind, person, post, purpose, at }) {
      const text = 'insert into watch_event (kind, person, post, purpose, at) values ($1, $2, $3, $4, $5)';
      await pool.query(text, [kind, person, post, purpose, new Date(at)]);
    },
    async events({ post, purpose, person }, now) {
      const { rows } = await pool.query(eventsOf, [post, purpose, person, new Date(now - watchForgottenMs)]);
      return rows.map((row) => {
        const { at, ...event } = v.parse(WatchRowSchema, row);
        return { ...event, at: at.getTime() };
      });
    },
    async acknowledge(acknowledged) {
      for (const { alarm, post, by, at } of acknowledged)
        await pool.query(insertAcknowledgement, [alarm, post, by, new Date(at)]);
    },
    async acknowledged(now) {
      const since = new Date(now - acknowledgedForMs);
      const text = 'select * from alarm_acknowledgement where at > $1 order by id desc limit 2000';
      return (await pool.query(text, [since])).rows.map((row) => {
        const { alarm, post, by_person: by, at } = v.parse(AcknowledgementRowSchema, row);
        return { alarm, post, by, at: at.getTime() };
      });
    },
  };
}

const eventsOf = `
  select * from watch_event
  where purpose = $2 and at > $4 and (case when $1::text is null then post is null and person = $3 else post = $1 end)
  order by id`;
const insertAcknowledgement = `
  insert into alarm_acknowledgement (alarm, post, by_person, at) values ($1, $2, $3, $4)
  on conflict do nothing`;
