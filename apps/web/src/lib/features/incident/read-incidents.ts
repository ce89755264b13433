/** From the rows of a facility's log to its incidents as the screen shows them: confirmed, and with this device's own on top. */
import {
  emptyIncident,
  foldLeaf,
  type Decision,
  type Incident,
  type IncidentCommand,
  type Incidents,
} from '@truc/domain/incident';
import {
  addLine,
  orderRows,
  placeOf,
  rowLine,
  type CommandRow,
  type RowLine,
} from '#lib/facts/command-rows.ts';
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

export function readIncidents(rows: readonly BookEntry[]): FacilityIncidents {
  const { confirmed: confirmedRows, pending, aside, unreadable } = orderRows(rows);
  const timelines = new Map<string, TimelineItem[]>();
  let deferred = unreadable;

  const fold = (incidents: Incidents, one: CommandRow, at: number): Incidents => {
    const folded = foldLeaf(incidents, toLeaf(one, placeOf(one, at)));
    if (folded.id === null) deferred += 1;
    else addLine(timelines, folded.id, toItem(one, folded.command, folded.decision));
    return folded.incidents;
  };
  const confirmed = confirmedRows.reduce<Incidents>(fold, {});
  const shown = pending.reduce<Incidents>(fold, confirmed);
  for (const one of aside) {
    const { id, command } = foldLeaf(shown, toLeaf(one, 0));
    if (id !== null) addLine(timelines, id, toItem(one, command, null));
  }
  const incidents = [...timelines].map(([id, timeline]): IncidentView => ({
    id,
    confirmed: confirmed[id] ?? emptyIncident,
    shown: shown[id] ?? emptyIncident,
    timeline: timeline.toReversed(),
  }));
  return { incidents: incidents.toReversed(), deferred };
}

function toLeaf({ row, header }: CommandRow, seq: number) {
  const { opId, dev, inst, actor, kind, v, base = {} } = header;
  return { opId, dev, inst, actor, kind, v, base, body: row.op.b, seq };
}

function toItem(one: CommandRow, command: IncidentCommand | null, decision: Decision | null): TimelineItem {
  return {
    ...rowLine(one),
    command,
    decision: decision && { status: decision.status, code: decision.code, fault: decision.fault },
  };
}
