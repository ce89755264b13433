import type { Clock } from '@truc/base';
import type { Kysely } from 'kysely';
import type { Tables } from '../database/tables.ts';
import {
  decideAttempt,
  decideFailure,
  decideSuccess,
  type Admission,
  type GuardDecision,
  type GuardState,
} from './lockout-rule.ts';

/**
 * The lock of N-08, kept in the database: a restart does not lift it, and several servers count together. Accounts that do not
 * exist are locked alike, so that a lock tells nothing.
 */
export interface Lockout {
  /** Before the password is looked at. */
  attempt(username: string): Promise<Admission>;
  succeeded(username: string): Promise<Admission>;
  failed(username: string): Promise<Admission>;
}

export function createLockout(query: Kysely<Tables>, clock: Clock): Lockout {
  return {
    attempt: (username) => decideLocked(query, username, (state) => decideAttempt(state, clock.now())),
    succeeded: (username) => decideLocked(query, username, (state) => decideSuccess(state, clock.now())),
    failed: (username) => decideLocked(query, username, (state) => decideFailure(state, clock.now())),
  };
}

/** The row's lock orders attempts that come together. */
function decideLocked(
  query: Kysely<Tables>,
  username: string,
  decide: (state: GuardState) => GuardDecision,
): Promise<Admission> {
  return query.transaction().execute(async (tx) => {
    await tx
      .insertInto('sign_in_guard')
      .values({ username, failures: [], locked_until: 0 })
      .onConflict((conflict) => conflict.doNothing())
      .execute();
    const row = await tx
      .selectFrom('sign_in_guard')
      .selectAll()
      .where('username', '=', username)
      .forUpdate()
      .executeTakeFirstOrThrow();
    const { state, admission } = decide({ failures: row.failures, lockedUntil: row.locked_until });
    await tx
      .updateTable('sign_in_guard')
      .set({ failures: [...state.failures], locked_until: state.lockedUntil })
      .where('username', '=', username)
      .execute();
    return admission;
  });
}
