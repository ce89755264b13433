import { Dexie, RangeSet, type IndexableType, type ObservabilitySet, type Table } from 'dexie';
import type { LockedOperation, OutboxDb, StateEntry } from './outbox-db.ts';

export type WrittenRows = {
  readonly operations: readonly LockedOperation[];
  readonly states: readonly StateEntry[];
};

/** A screen reads anew this long after the last save, and in a burst of saves this long after the first. */
const quietMs = 60;
const atLatestMs = 250;

/**
 * Tells live queries, here and in the other tabs, what transactions wrote that Dexie knows nothing of. Not at once: a reading
 * that is under way holds up the next save, which writes into the same stores.
 */
export function createReaderNews(db: OutboxDb): (written: WrittenRows) => void {
  let operations: LockedOperation[] = [];
  let states: StateEntry[] = [];
  let firstAt = 0;
  let timer: ReturnType<typeof setTimeout> | undefined;

  return (written) => {
    const now = performance.now();
    if (states.length === 0) firstAt = now;
    operations.push(...written.operations);
    states.push(...written.states);
    clearTimeout(timer);
    timer = setTimeout(tell, Math.max(0, Math.min(quietMs, firstAt + atLatestMs - now)));
  };

  function tell(): void {
    const rows = { operations, states };
    operations = [];
    states = [];
    tellReaders(db, rows);
  }
}

/** As Dexie itself does: by the keys of the rows in each index that they stand in. */
function tellReaders(db: OutboxDb, rows: WrittenRows): void {
  Dexie.on.storagemutated.fire({
    ...partsOf(db.name, db.operations, rows.operations),
    ...partsOf(db.name, db.states, rows.states),
  });
}

function partsOf(
  database: string,
  { name, schema }: Pick<Table, 'name' | 'schema'>,
  rows: readonly object[],
): ObservabilitySet {
  const { primKey, indexes } = schema;
  // ':dels' is what counting queries follow.
  const parts = [
    { part: '', keyPath: primKey.keyPath },
    { part: ':dels', keyPath: primKey.keyPath },
    ...indexes.map(({ name: part, keyPath }) => ({ part, keyPath })),
  ];
  return Object.fromEntries(
    parts.map(({ part, keyPath }) => {
      const keys = rows.flatMap((row) => keyIn(new Map(Object.entries(row)), keyPath ?? []));
      return [`idb://${database}/${name}/${part}`, new RangeSet().addKeys(keys)];
    }),
  );
}

/** The row's key in an index, or nothing where the row does not stand in it. */
function keyIn(row: ReadonlyMap<string, IndexableType>, keyPath: string | string[]): IndexableType[] {
  const path = typeof keyPath === 'string' ? [keyPath] : keyPath;
  const parts = path.flatMap((member) => row.get(member) ?? []);
  if (parts.length < path.length) return [];
  return typeof keyPath === 'string' ? parts : [parts];
}
