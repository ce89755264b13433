import { caseFigures, faultFigures, type CaseFigures, type FaultFigures } from '@truc/domain/board';
import type { ScopeId } from '@truc/sync/protocol';
import type { Decider } from '@truc/sync/server';
import type pg from 'pg';
import { incidentsIn, technicalLogIn } from '../access/command-decider.ts';
import { grownOnly } from '../log/grown-only.ts';
import { keptState } from '../log/kept-state.ts';
import { receivedAt } from '../log/received-at.ts';

/** Figures of logs of commands. */
export interface LogFigures {
  /** By scope; a log that holds nothing yet has none. */
  cases(scopes: readonly ScopeId[]): Promise<ReadonlyMap<ScopeId, CaseFigures>>;
  faults(scopes: readonly ScopeId[]): Promise<ReadonlyMap<ScopeId, FaultFigures>>;
}

export function createLogFigures(pool: pg.Pool, decider: Decider): LogFigures {
  return {
    cases: grownOnly(pool, async (scope) => {
      const incidents = incidentsIn(await keptState(scope, pool, decider));
      const undated = Object.values(incidents).flatMap(({ opened, violation }) =>
        violation === null && opened !== null ? [opened.seq] : [],
      );
      const received = await receivedAt(pool, scope, undated);
      return caseFigures(incidents, (seq) => received.get(seq));
    }),
    faults: grownOnly(pool, async (scope) =>
      faultFigures(technicalLogIn(await keptState(scope, pool, decider)).faults),
    ),
  };
}
