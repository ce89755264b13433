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
}

/** Forgets it as soon as an enrolment or a witness changes the stored row, in whatever tab. */
export function createLastRow(db: OutboxDb): LastRow {
  let row: DeviceRow | null = null;
  const start = `idb://${db.name}/device/`;
  Dexie.on.storagemutated.subscribe((parts: ObservabilitySet) => {
    if (Object.keys(parts).some((part) => part.startsWith(start))) row = null;
  });
  return {
    get row() {
      return row;
    },
    set(next) {
      row = next;
    },
    follow(before, next) {
      if (row === before) row = next;
    },
  };
}
