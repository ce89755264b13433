/** From the rows of a log of faults to what it holds as the screen shows it: confirmed, and with this device's own on top. */
import {
  emptyFault,
  emptyLog,
  foldFaultLeaf,
  type Fault,
  type FaultLeaf,
  type Faults,
  type TechnicalCommand,
  type TechnicalDecision,
  type TechnicalLog,
} from '@truc/domain/fault-log';
import type { Interventions } from '@truc/domain/intervention';
import {
  addLine,
  orderRows,
  placeOf,
  rowLine,
  type CommandRow,
  type RowLine,
} from '#lib/facts/command-rows.ts';
import type { BookEntry } from '#lib/ports/sync-storage/read-book.ts';

/** One line of the timeline of a fault, a permit, a device. `command` is null for what only a newer version of the application can read. */
export type FaultLine = RowLine & {
  readonly command: TechnicalCommand | null;
  /** What became of it, by this device's own folding: what is not on the server yet shows what it would be. */
  readonly decision: Pick<TechnicalDecision, 'status' | 'refusal'> | null;
};

export type FaultView = {
  readonly id: string;
  /** As everybody has it. Its version is what a command written now has seen. */
  readonly confirmed: Fault;
  /** With this device's own unsent commands on top. */
  readonly shown: Fault;
  /** Newest first. */
  readonly timeline: readonly FaultLine[];
};

export type FaultBook = {
  /** Newest first; those alone whose report is here. */
  readonly faults: readonly FaultView[];
  /** All of the log, with this device's own on top. */
  readonly shown: Faults;
  /** The permits and devices of the same log, likewise. */
  readonly works: Interventions;
  /** What was said of each permit, device and find: newest first, by its id. */
  readonly timelines: ReadonlyMap<string, readonly FaultLine[]>;
  /** Lines that nobody here can read yet. */
  readonly deferred: number;
};

export function readFaults(rows: readonly BookEntry[]): FaultBook {
  const { confirmed: confirmedRows, pending, aside, unreadable } = orderRows(rows);
  const timelines = new Map<string, FaultLine[]>();
  let deferred = unreadable;

  const fold = (log: TechnicalLog, one: CommandRow, at: number): TechnicalLog => {
    const folded = foldFaultLeaf(log, toLeaf(one, placeOf(one, at)));
    if (folded.id === null) deferred += 1;
    else addLine(timelines, folded.id, toLine(one, folded.command, folded.decision));
    return folded.log;
  };
  const confirmed = confirmedRows.reduce<TechnicalLog>(fold, emptyLog);
  const shown = pending.reduce<TechnicalLog>(fold, confirmed);
  for (const one of aside) {
    const { id, command } = foldFaultLeaf(shown, toLeaf(one, 0));
    if (id !== null) addLine(timelines, id, toLine(one, command, null));
  }
  const faults = [...timelines].map(([id, timeline]): FaultView => ({
    id,
    confirmed: confirmed.faults[id] ?? emptyFault,
    shown: shown.faults[id] ?? emptyFault,
    timeline: timeline.toReversed(),
  }));
  return {
    faults: faults.filter(({ shown: { report } }) => report !== null).toReversed(),
    shown: shown.faults,
    works: shown.works,
    timelines: new Map([...timelines].map(([id, lines]) => [id, lines.toReversed()])),
    deferred,
  };
}

function toLeaf({ row, header }: CommandRow, seq: number): FaultLeaf {
  const { opId, dev, inst, actor, kind, v, scope, wall, off, base = {} } = header;
  return { opId, dev, inst, actor, kind, v, scope, at: wall + (off ?? 0), base, body: row.op.b, seq };
}

function toLine(
  one: CommandRow,
  command: TechnicalCommand | null,
  decision: TechnicalDecision | null,
): FaultLine {
  return {
    ...rowLine(one),
    command,
    decision: decision && { status: decision.status, refusal: decision.refusal },
  };
}
