import type { DeviceSummary } from '@truc/domain/api';
import type { DeviceId, WipedRequest } from '@truc/sync/protocol';
import type pg from 'pg';
import { systemDevice } from './system-device-id.ts';

/** What is done to devices from afar, and what they said to it. */
export interface DeviceOrders {
  list(): Promise<readonly DeviceSummary[]>;
  find(dev: DeviceId): Promise<DeviceSummary | null>;
  block(dev: DeviceId, blocked: boolean): Promise<void>;
  /** Every order raises the device's `life`: keys given out before never come back. */
  orderWipe(order: { readonly dev: DeviceId; readonly by: string; readonly reason: string }): Promise<void>;
  /** The receipt of the order that waits for one. False when none does. */
  wiped(receipt: Pick<WipedRequest, 'dev' | 'inst' | 'unsent'>): Promise<boolean>;
  /** Everybody who signed in there. */
  peopleOf(dev: DeviceId): Promise<readonly string[]>;
}

const listed = 500;

export function createDeviceOrders(pool: pg.Pool): DeviceOrders {
  const read = async (dev: DeviceId | null) => (await pool.query<Row>(summaries, [dev])).rows.map(toSummary);
  return {
    list: () => read(null),
    find: async (dev) => (await read(dev))[0] ?? null,
    async block(dev, blocked) {
      const at = blocked ? 'coalesce(blocked_at, now())' : 'null';
      await pool.query(`update device set blocked_at = ${at} where id = $1`, [dev]);
    },
    async orderWipe({ dev, by, reason }) {
      await pool.query(
        `with ordered as (insert into wipe_order (dev, ordered_by, reason) values ($1, $2, $3) returning dev)
         update device set wipe_ordered_at = now(), life = life + 1 from ordered where id = ordered.dev`,
        [dev, by, reason],
      );
    },
    async wiped({ dev, inst, unsent }) {
      const done = await pool.query(
        `with waiting as (select id from device where id = $1 and wipe_ordered_at is not null for update),
         receipt as (
           insert into wipe_receipt (wipe_order, inst, unsent)
           select max(o.id), $2, $3 from wipe_order o join waiting on waiting.id = o.dev having count(*) > 0
           on conflict do nothing
         )
         update device set wipe_ordered_at = null from waiting where device.id = waiting.id`,
        [dev, inst, unsent],
      );
      return done.rowCount === 1;
    },
    async peopleOf(dev) {
      const found = await pool.query<{ person: string }>('select person from device_login where dev = $1', [
        dev,
      ]);
      return found.rows.map(({ person }) => person);
    },
  };
}

type Row = Omit<DeviceSummary, 'wipe'> & {
  readonly ordered_at: number | null;
  readonly ordered_by: string | null;
  readonly reason: string | null;
  readonly done_at: number | null;
  readonly wipe_unsent: number | null;
};

const ms = (column: string) => `floor(extract(epoch from ${column}) * 1000)::bigint`;

const summaries = `
  select d.id as dev, ${ms('d.created_at')} as "enrolledAt", ${ms('i.seen_at')} as "seenAt", i.unsent,
    d.blocked_at is not null as blocked,
    array(select p.name from device_login l join person p on p.id = l.person where l.dev = d.id order by l.first_at) as people,
    ${ms('w.ordered_at')} as ordered_at, w.ordered_by, w.reason, ${ms('w.received_at')} as done_at, w.unsent as wipe_unsent
  from device d
    cross join lateral (
      select max(seen_at) as seen_at, coalesce(sum(unsent_declared), 0)::bigint as unsent
      from device_installation where dev = d.id) i
    left join lateral (
      select o.ordered_at, p.name as ordered_by, o.reason, r.received_at, r.unsent
      from wipe_order o join person p on p.id = o.ordered_by left join wipe_receipt r on r.wipe_order = o.id
      where o.dev = d.id order by o.id desc limit 1) w on true
  where ($1::uuid is null or d.id = $1) and d.id <> '${systemDevice}'
  order by i.seen_at desc limit ${listed}`;

function toSummary(row: Row): DeviceSummary {
  const { ordered_at, ordered_by, reason, done_at, wipe_unsent, ...device } = row;
  if (ordered_at === null || ordered_by === null || reason === null) return { ...device, wipe: null };
  const wipe = { orderedAt: ordered_at, orderedBy: ordered_by, reason, doneAt: done_at, unsent: wipe_unsent };
  return { ...device, wipe };
}
