import { datedPlaces, faultItems, incidentItems, type TimelineItem } from '@truc/domain/timeline';
import type { ScopeId } from '@truc/sync/protocol';
import type { Decider } from '@truc/sync/server';
import type pg from 'pg';
import { incidentsIn, technicalLogIn } from '../access/command-decider.ts';
import { grownOnly } from '../log/grown-only.ts';
import { keptState } from '../log/kept-state.ts';
import { receivedAt } from '../log/received-at.ts';

type ItemsByScope = ReadonlyMap<ScopeId, readonly TimelineItem[]>;

/** The timeline's items of logs of commands, by scope. */
export interface TimelineLogs {
  cases(scopes: readonly ScopeId[]): Promise<ItemsByScope>;
  faults(scopes: readonly ScopeId[]): Promise<ItemsByScope>;
}

/** `placeOf`: the facility whose log it is; null for the central system's. */
export function createTimelineLogs(
  pool: pg.Pool,
  { decider, placeOf }: { readonly decider: Decider; readonly placeOf: (scope: ScopeId) => string | null },
): TimelineLogs {
  return {
    cases: grownOnly(pool, async (scope) => {
      const incidents = incidentsIn(await keptState(scope, pool, decider));
      const received = await receivedAt(pool, scope, datedPlaces(incidents));
      return incidentItems(placeOf(scope) ?? '', incidents, (seq) => received.get(seq));
    }),
    faults: grownOnly(pool, async (scope) => {
      const { faults } = technicalLogIn(await keptState(scope, pool, decider));
      return faultItems(placeOf(scope), faults);
    }),
  };
}
