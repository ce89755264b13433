/** A log of commands is folded once: what comes to it is folded on top, and what was folded before keeps its lines. */
import type { BookEntry } from '#lib/ports/sync-storage/read-book.ts';
import { addLine, orderRows, placeOf, type CommandRow, type RowLine } from './command-rows.ts';

export type Folding<State, Told, Line extends RowLine> = {
  readonly empty: () => State;
  readonly copy: (state: State) => State;
  /** Changes the state. `id`: what the command speaks of; null where it cannot be read here. */
  readonly fold: (state: State, row: CommandRow, seq: number) => Step<Told>;
  /** `isAside`: the server set it aside, and it is no part of what is folded. */
  readonly lineOf: (row: CommandRow, told: Told, isAside: boolean) => Line;
};
type Step<Told> = { readonly id: string | null; readonly told: Told };

/** The states change with the next reading: what is to outlast it is copied. */
export type FoldedRows<State, Line> = {
  /** As everybody has it. */
  readonly confirmed: State;
  /** With this device's own unsent commands on top. */
  readonly shown: State;
  /** Oldest first, by what they speak of. */
  readonly timelines: ReadonlyMap<string, readonly Line[]>;
  /** Lines that nobody here can read yet. */
  readonly deferred: number;
};

type Done<State, Line> = {
  readonly rows: readonly CommandRow[];
  readonly state: State;
  readonly timelines: Map<string, Line[]>;
  readonly deferred: number;
};

/** Reads the rows of one log, again and again as it grows; what begins otherwise than before is folded anew. */
export function createGrowingFold<State, Told, Line extends RowLine>(folding: Folding<State, Told, Line>) {
  const nothing = (): Done<State, Line> => ({
    rows: [],
    state: folding.empty(),
    timelines: new Map(),
    deferred: 0,
  });
  let done = nothing();

  return (rows: readonly BookEntry[]): FoldedRows<State, Line> => {
    const { confirmed, pending, aside, unreadable } = orderRows(rows);
    if (!continues(done.rows, confirmed)) done = nothing();
    done = foldOn(done, confirmed, folding);
    if (pending.length === 0 && aside.length === 0) {
      const { state, timelines, deferred } = done;
      return { confirmed: state, shown: state, timelines, deferred: deferred + unreadable };
    }
    // What is not confirmed may go away again: it stands in a copy.
    const copy = {
      ...done,
      rows: [],
      state: folding.copy(done.state),
      timelines: new Map([...done.timelines].map(([id, all]) => [id, [...all]])),
    };
    const shown = foldOn(copy, pending, folding);
    for (const row of aside) {
      const { id, told } = folding.fold(folding.copy(shown.state), row, 0);
      if (id !== null) addLine(shown.timelines, id, folding.lineOf(row, told, true));
    }
    return {
      confirmed: done.state,
      shown: shown.state,
      timelines: shown.timelines,
      deferred: shown.deferred + unreadable,
    };
  };
}

function foldOn<State, Told, Line extends RowLine>(
  done: Done<State, Line>,
  rows: readonly CommandRow[],
  { fold, lineOf }: Folding<State, Told, Line>,
): Done<State, Line> {
  const { state } = done;
  let { deferred } = done;
  for (const [at, row] of rows.entries()) {
    if (at < done.rows.length) continue;
    const step = fold(state, row, placeOf(row, at));
    if (step.id === null) deferred += 1;
    else addLine(done.timelines, step.id, lineOf(row, step.told, false));
  }
  return { rows, state, timelines: done.timelines, deferred };
}

/** An operation that was opened before is the same object. */
function continues(before: readonly CommandRow[], now: readonly CommandRow[]): boolean {
  return (
    before.length <= now.length &&
    before.every(({ row }, at) => row.op === now[at]?.row.op && row.place.state === now[at].row.place.state)
  );
}
