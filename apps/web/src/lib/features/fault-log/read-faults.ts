/** From the rows of a log of faults to what it holds as the screen shows it: confirmed, and with this device's own on top. */
import {
  emptyFault,
  emptyLog,
  growByFaultLeaf,
  type Fault,
  type FaultLeaf,
  type Faults,
  type OwnTechnicalLog,
  type TechnicalCommand,
  type TechnicalDecision,
  type TechnicalLog,
} from '@truc/domain/fault-log';
import type { Interventions } from '@truc/domain/intervention';
import type { Carried } from '@truc/domain/quarantine';
import { rowLine, type CommandRow, type RowLine } from '#lib/facts/command-rows.ts';
import { createGrowingFold } from '#lib/facts/growing-fold.ts';
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

export const noFaults: FaultBook = {
  faults: [],
  shown: emptyLog.faults,
  works: emptyLog.works,
  timelines: new Map(),
  deferred: 0,
};

/** Reads the rows of a log of faults, again and again as it grows. */
export function createFaultReader(): (rows: readonly BookEntry[]) => FaultBook {
  const read = createGrowingFold<OwnTechnicalLog, Told, FaultLine>({
    empty: () => copyOf(emptyLog),
    copy: copyOf,
    fold: (log, row, seq) => {
      const { id, command, decision, carried } = growByFaultLeaf(log, toLeaf(row, seq));
      return { id, told: { command, decision, carried } };
    },
    lineOf: toLine,
  });
  return (rows) => {
    const { confirmed, shown, timelines, deferred } = read(rows);
    const faults = [...timelines].map(([id, timeline]): FaultView => ({
      id,
      confirmed: confirmed.faults[id] ?? emptyFault,
      shown: shown.faults[id] ?? emptyFault,
      timeline: timeline.toReversed(),
    }));
    return {
      faults: faults.filter(({ shown: { report } }) => report !== null).toReversed(),
      shown: { ...shown.faults },
      works: shown.works,
      timelines: new Map([...timelines].map(([id, lines]) => [id, lines.toReversed()])),
      deferred,
    };
  };
}

function copyOf({ faults, works, adopted }: TechnicalLog): OwnTechnicalLog {
  return { faults: { ...faults }, works, adopted: [...adopted] };
}

type Told = {
  readonly command: TechnicalCommand | null;
  readonly decision: TechnicalDecision | null;
  readonly carried: Carried | null;
};

function toLeaf({ row, header }: CommandRow, seq: number): FaultLeaf {
  const { opId, dev, inst, n, actor, kind, v, scope, wall, off, base = {} } = header;
  return { opId, dev, inst, n, actor, kind, v, scope, at: wall + (off ?? 0), base, body: row.op.b, seq };
}

function toLine(one: CommandRow, { command, decision, carried }: Told, isAside: boolean): FaultLine {
  return {
    ...rowLine(one, carried),
    command,
    decision: isAside || decision === null ? null : { status: decision.status, refusal: decision.refusal },
  };
}
