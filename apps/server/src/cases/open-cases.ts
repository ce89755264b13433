import { waitingCases } from '@truc/domain/incident';
import type { ScopeId } from '@truc/sync/protocol';
import type { Decider } from '@truc/sync/server';
import type pg from 'pg';
import { incidentsIn } from '../access/command-decider.ts';
import { keptState } from '../log/kept-state.ts';
import { receivedAt } from '../log/received-at.ts';

/** Violations of one facility that somebody has to answer: acknowledge, or take up. Times in ms since 1970. */
export type OpenCases = {
  readonly waiting: readonly { readonly incident: string; readonly receivedAt: number }[];
  readonly escalated: readonly string[];
};

export interface CaseReader {
  /** Every facility's log with its place now. */
  heads(): Promise<readonly { readonly scope: ScopeId; readonly seq: number }[]>;
  read(scope: ScopeId): Promise<OpenCases>;
}

export function createCaseReader(pool: pg.Pool, decider: Decider): CaseReader {
  return {
    async heads() {
      const found = await pool.query<{ scope: ScopeId; seq: number }>(
        `select id as scope, head as seq from scope where (id like 'facility:%' or id like 'misuse:%') and head > 0`,
      );
      return found.rows;
    },
    async read(scope) {
      const incidents = incidentsIn(await keptState(scope, pool, decider));
      const waiting = waitingCases(incidents);
      const times = await receivedAt(pool, scope, [...new Set(waiting.map(({ since }) => since))]);
      return {
        waiting: waiting.flatMap(({ incident, since }) => {
          const at = times.get(since);
          return at === undefined ? [] : [{ incident, receivedAt: at }];
        }),
        escalated: Object.entries(incidents).flatMap(([id, { status, violation }]) =>
          status === 'escalated' && violation !== null ? [id] : [],
        ),
      };
    },
  };
}
