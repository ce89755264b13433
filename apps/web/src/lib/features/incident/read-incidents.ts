/** From the rows of a facility's log to its incidents as the screen shows them: confirmed, and with this device's own on top. */
import {
  emptyIncident,
  growByLeaf,
  type AnyValue,
  type Decision,
  type FieldName,
  type Incident,
  type IncidentCommand,
} from '@truc/domain/incident';
import type { Carried } from '@truc/domain/quarantine';
import { rowLine, type CommandRow, type RowLine } from '#lib/facts/command-rows.ts';
import { createGrowingFold } from '#lib/facts/growing-fold.ts';
import type { BookEntry } from '#lib/ports/sync-storage/read-book.ts';

/** One line of an incident's timeline. `command` is null for what only a newer version of the application can read. */
export type TimelineItem = RowLine & {
  readonly command: IncidentCommand | null;
  /** What became of it, by this device's own folding: what is not on the server yet shows what it would be. */
  readonly decision: Pick<Decision, 'status' | 'code' | 'fault'> | null;
  /** Fields in which it clashed with what others wrote. */
  readonly claims: readonly FieldName[];
  /** Who chose in which of them, and what. */
  readonly choices: readonly Choice[];
};

export type Choice = { readonly by: string; readonly field: FieldName; readonly value: AnyValue };

export type IncidentView = {
  readonly id: string;
  /** As everybody has it. Its versions are what a command written now has seen. */
  readonly confirmed: Incident;
  /** With this device's own unsent commands on top. */
  readonly shown: Incident;
  /** Newest first. */
  readonly timeline: readonly TimelineItem[];
  /** Nothing was ever said of it but what a manager did not take in: it is an incident to its authors alone. */
  readonly isRefused: boolean;
};

export type FacilityIncidents = {
  readonly incidents: readonly IncidentView[];
  /** Lines that nobody here can read yet. */
  readonly deferred: number;
};

export const noIncidents: FacilityIncidents = { incidents: [], deferred: 0 };

/** Reads the rows of a facility's log, again and again as it grows. */
export function createIncidentReader(): (rows: readonly BookEntry[]) => FacilityIncidents {
  const read = createGrowingFold<Record<string, Incident>, Told, TimelineItem>({
    empty: () => ({}),
    copy: (incidents) => ({ ...incidents }),
    fold: (incidents, row, seq) => {
      const { id, command, decision, carried } = growByLeaf(incidents, toLeaf(row, seq));
      return { id, told: { command, decision, carried } };
    },
    lineOf: toItem,
  });
  return (rows) => {
    const { confirmed, shown, timelines, deferred } = read(rows);
    const incidents = [...timelines].map(([id, timeline]): IncidentView => ({
      id,
      confirmed: confirmed[id] ?? emptyIncident,
      shown: shown[id] ?? emptyIncident,
      timeline: withChoices(timeline).toReversed(),
      isRefused: timeline.every(({ managed }) => managed?.word === 'refused'),
    }));
    return { incidents: incidents.toReversed(), deferred };
  };
}

type Told = {
  readonly command: IncidentCommand | null;
  readonly decision: Decision | null;
  readonly carried: Carried | null;
};

/** Whoever chose named the commands that he chose between: each says so where it stands. */
function withChoices(timeline: readonly TimelineItem[]): readonly TimelineItem[] {
  const made = new Map<string, Choice[]>();
  for (const { command, decision, author: by } of timeline) {
    if (command?.type !== 'resolve' || decision === null || !applies.has(decision.status)) continue;
    const { field, value, settles } = command.body;
    for (const opId of settles) {
      const known = made.get(opId) ?? [];
      // What was settled once is no claim any more.
      if (!known.some((choice) => choice.field === field)) made.set(opId, [...known, { by, field, value }]);
    }
  }
  if (made.size === 0) return timeline;
  return timeline.map((item) => {
    const choices = (made.get(item.key) ?? []).filter(({ field }) => item.claims.includes(field));
    return choices.length === 0 ? item : { ...item, choices };
  });
}

const applies: ReadonlySet<Decision['status']> = new Set(['accepted', 'merged']);

function toLeaf({ row, header }: CommandRow, seq: number) {
  const { opId, dev, inst, n, actor, kind, v, base = {} } = header;
  return { opId, dev, inst, n, actor, kind, v, base, body: row.op.b, seq };
}

function toItem(one: CommandRow, { command, decision, carried }: Told, isAside: boolean): TimelineItem {
  const claims = (decision?.events ?? []).flatMap((event) =>
    event.type === 'claim_raised' ? [event.field] : [],
  );
  return {
    ...rowLine(one, carried),
    command,
    claims: isAside ? [] : claims,
    choices: [],
    decision:
      isAside || decision === null
        ? null
        : { status: decision.status, code: decision.code, fault: decision.fault },
  };
}
