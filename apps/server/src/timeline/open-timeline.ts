import type { TimelineResponse } from '@truc/domain/api';
import { centralFaults } from '@truc/domain/fault-log';
import type { Slot } from '@truc/domain/shift';
import type { ScopeHead, ScopeId } from '@truc/sync/protocol';
import { commandDecider } from '../access/command-decider.ts';
import { createShiftFacts } from '../access/shift-facts.ts';
import type { Context } from '../config/context.ts';
import { OpenPages } from '../realtime/open-pages.ts';
import type { Realtime } from '../realtime/realtime.ts';
import { createPostGaps } from './post-gaps.ts';
import { timelineOf } from './timeline-desk.ts';
import { createTimelineLogs } from './timeline-logs.ts';

export type Reading = { readonly person: string; readonly address: string; readonly period: Slot };

export type ProvinceTimeline = {
  read(reading: Reading): Promise<TimelineResponse>;
  /** Logs have grown. */
  grown(heads: readonly ScopeHead[]): void;
  close(): void;
};

/** `realtime` stands when the first request comes. */
export function openTimeline(context: Context, realtime: () => Realtime): ProvinceTimeline {
  const { database, audit, clock } = context;
  const pages = new OpenPages({ ...context, hint: (people) => realtime().hint(people, 'timeline') });
  const parts = {
    ...context,
    logs: createTimelineLogs(database.pool, { decider: commandDecider, placeOf }),
    gaps: createPostGaps(createShiftFacts(database.pool), () => clock.now()),
  };
  return {
    async read({ person, address, period }) {
      // Written down when somebody opens it, not with every breath of an open page.
      if (pages.asked(person))
        await audit.write([
          {
            person,
            action: 'read_timeline',
            object: null,
            outcome: 'granted',
            address,
            detail: { ...period },
          },
        ]);
      return timelineOf({ person, period }, parts);
    },
    grown(heads) {
      if (heads.some(({ scope }) => !scope.startsWith('quarantine:'))) pages.changed();
    },
    close: () => pages.close(),
  };
}

/** The facility whose log this is; null for the central system's. */
function placeOf(scope: ScopeId): string | null {
  return scope === centralFaults ? null : scope.slice(scope.indexOf(':') + 1);
}
