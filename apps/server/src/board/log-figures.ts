import { caseFigures, faultFigures, type CaseFigures, type FaultFigures } from '@truc/domain/board';
import type { Faults } from '@truc/domain/fault-log';
import type { ScopeId } from '@truc/sync/protocol';
import type { Decider } from '@truc/sync/server';
import type pg from 'pg';
import { incidentsIn } from '../access/command-decider.ts';
import { arrayOf } from '../log/columns.ts';
import { keptState } from '../log/kept-state.ts';
import { receivedAt } from '../log/received-at.ts';

/** Figures of logs of commands. A log is read again when it has grown, and not before: most boards ask for what they had. */
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
      faultFigures(((await keptState(scope, pool, decider)) ?? {}) as unknown as Faults),
    ),
  };
}

type Kept<T> = { readonly epoch: number; readonly head: number; readonly figures: T };

function grownOnly<T>(pool: pg.Pool, read: (scope: ScopeId) => Promise<T>) {
  const kept = new Map<ScopeId, Kept<T>>();
  return async (scopes: readonly ScopeId[]): Promise<ReadonlyMap<ScopeId, T>> => {
    const heads = await pool.query<{ scope: ScopeId; epoch: number; head: number }>(
      'select id as scope, epoch, head from scope where head > 0 and id = any ($1::text[])',
      [arrayOf(scopes)],
    );
    const figures = new Map<ScopeId, T>();
    for (const { scope, epoch, head } of heads.rows) {
      const before = kept.get(scope);
      const isCurrent = before !== undefined && before.epoch === epoch && before.head >= head;
      const now = isCurrent ? before : { epoch, head, figures: await read(scope) };
      kept.set(scope, now);
      figures.set(scope, now.figures);
    }
    return figures;
  };
}
