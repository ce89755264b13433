/** From the rows of a facility's log to its incidents as the screen shows them: confirmed, and with this device's own on top. */
import {
  emptyIncident,
  foldLeaf,
  type Decision,
  type Incident,
  type IncidentCommand,
  type Incidents,
} from '@truc/domain/incident';
import { rowLine, type CommandRow, type RowLine } from '#lib/facts/command-rows.ts';
import { createGrowingFold } from '#lib/facts/growing-fold.ts';
import type { BookEntry } from '#lib/ports/sync-storage/read-book.ts';

/** One line of an incident's timeline. `command` is null for what only a newer version of the application can read. */
export type TimelineItem = RowLine & {
  readonly command: IncidentCommand | null;
  /** What became of it, by this device's own folding: what is not on the server yet shows what it would be. */
  readonly decision: Pick<Decision, 'status' | 'code' | 'fault'> | null;
};

export type IncidentView = {
  readonly id: string;
  /** As everybody has it. Its versions are what a command written now has seen. */
  readonly confirmed: Incident;
  /** With this device's own unsent commands on top. */
  readonly shown: Incident;
  /** Newest first. */
  readonly timeline: readonly TimelineItem[];
};

export type FacilityIncidents = {
  readonly incidents: readonly IncidentView[];
  /** Lines that nobody here can read yet. */
  readonly deferred: number;
};

/** Reads the rows of a facility's log, again and again as it grows. */
export function createIncidentReader(): (rows: readonly BookEntry[]) => FacilityIncidents {
  const read = createGrowingFold<Incidents, Told, TimelineItem>({
    empty: {},
    fold: (incidents, row, seq) => {
      const { incidents: state, id, command, decision } = foldLeaf(incidents, toLeaf(row, seq));
      return { state, id, told: { command, decision } };
    },
    lineOf: toItem,
  });
  return (rows) => {
    const { confirmed, shown, timelines, deferred } = read(rows);
    const incidents = [...timelines].map(([id, timeline]): IncidentView => ({
      id,
      confirmed: confirmed[id] ?? emptyIncident,
      shown: shown[id] ?? emptyIncident,
      timeline: timeline.toReversed(),
    }));
    return { incidents: incidents.toReversed(), deferred };
  };
}

type Told = { readonly command: IncidentCommand | null; readonly decision: Decision | null };

function toLeaf({ row, header }: CommandRow, seq: number) {
  const { opId, dev, inst, actor, kind, v, base = {} } = header;
  return { opId, dev, inst, actor, kind, v, base, body: row.op.b, seq };
}

function toItem(one: CommandRow, { command, decision }: Told, isAside: boolean): TimelineItem {
  return {
    ...rowLine(one),
    command,
    decision:
      isAside || decision === null
        ? null
        : { status: decision.status, code: decision.code, fault: decision.fault },
  };
}
