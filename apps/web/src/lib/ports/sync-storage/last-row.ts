import { Dexie, type ObservabilitySet } from 'dexie';
import type { DeviceRow } from '@truc/sync/client';
import type { OutboxDb } from './outbox-db.ts';

/** The device as this page wrote or read it last: what the next operation is numbered and chained by. */
export interface LastRow {
  /** Null when it must be read first. */
  readonly row: DeviceRow | null;
  set(row: DeviceRow | null): void;
  /** Sets the row unless somebody else has changed it since `before` was read. */
  follow(before: DeviceRow, row: DeviceRow): void;
  /**
   * Call before it is read. The returned function sets what was read, unless the row was set or forgotten since: what a save
   * stored meanwhile is newer, and the next save would be numbered as that one was.
   */
  reading(): (row: DeviceRow | null) => void;
}

/** Forgets it as soon as an enrolment or a witness changes the stored row, in whatever tab. */
export function createLastRow(db: OutboxDb): LastRow {
  let row: DeviceRow | null = null;
  let changes = 0;
  const change = (next: DeviceRow | null) => {
    row = next;
    changes += 1;
  };
  const start = `idb://${db.name}/device/`;
  Dexie.on.storagemutated.subscribe((parts: ObservabilitySet) => {
    if (Object.keys(parts).some((part) => part.startsWith(start))) change(null);
  });
  return {
    get row() {
      return row;
    },
    set: change,
    follow(before, next) {
      if (row === before) change(next);
    },
    reading() {
      const before = changes;
      return (read) => {
        if (changes === before && !isSame(row, read)) change(read);
      };
    },
  };
}

/** Then a save that is under way goes on with the row that it was numbered by. */
function isSame(held: DeviceRow | null, read: DeviceRow | null): boolean {
  if (held === null || read === null) return held === read;
  const isSameTime = held.hlc.t === read.hlc.t && held.hlc.c === read.hlc.c;
  return (
    isSameTime &&
    held.dev === read.dev &&
    held.inst === read.inst &&
    held.n === read.n &&
    held.hash === read.hash
  );
}
