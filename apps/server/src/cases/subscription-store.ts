import type { PushSubscription } from '@truc/domain/api';
import type pg from 'pg';

export type StoredSubscription = PushSubscription & { readonly person: string; readonly session: string };

/** Browsers that asked to be called. One that its person signed out of is called no more. */
export interface SubscriptionStore {
  keep(subscription: StoredSubscription): Promise<void>;
  of(people: readonly string[]): Promise<readonly StoredSubscription[]>;
  forget(endpoints: readonly string[]): Promise<void>;
}

export function createSubscriptionStore(pool: pg.Pool): SubscriptionStore {
  return {
    async keep({ endpoint, person, session, p256dh, auth }) {
      await pool.query(
        `insert into push_subscription (endpoint, person, session, p256dh, auth) values ($1, $2, $3, $4, $5)
         on conflict (endpoint) do update set person = excluded.person, session = excluded.session,
           p256dh = excluded.p256dh, auth = excluded.auth`,
        [endpoint, person, session, p256dh, auth],
      );
      await pool.query(
        `delete from push_subscription where person = $1 and endpoint not in (
           select endpoint from push_subscription where person = $1 order by created_at desc limit $2)`,
        [person, perPerson],
      );
    },
    async of(people) {
      const found = await pool.query<StoredSubscription>(
        'select endpoint, person, session, p256dh, auth from push_subscription where person = any ($1::text[])',
        [people],
      );
      return found.rows;
    },
    async forget(endpoints) {
      await pool.query('delete from push_subscription where endpoint = any ($1::text[])', [endpoints]);
    },
  };
}

/** So that nobody fills the table. */
const perPerson = 10;
