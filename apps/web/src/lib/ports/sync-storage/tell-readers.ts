import { Dexie, RangeSet, type IndexableType, type ObservabilitySet, type Table } from 'dexie';
import type { LockedOperation, OutboxDb, StateEntry } from './outbox-db.ts';

/**
 * Tells live queries, here and in the other tabs, what a transaction wrote that Dexie knows nothing of. As Dexie itself does:
 * by the keys of the rows in each index that they stand in.
 */
export function tellReaders(
  db: OutboxDb,
  rows: { readonly operations: readonly LockedOperation[]; readonly states: readonly StateEntry[] },
): void {
  Dexie.on.storagemutated.fire({
    ...partsOf(db.name, db.operations, rows.operations),
    ...partsOf(db.name, db.states, rows.states),
    ...partsOf(db.name, db.device, [{ id: 'this' }]),
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
