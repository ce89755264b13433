import { laterHybridTime } from '@truc/sync/client';
import type { DeviceEntry, LockedOperation, OutboxDb } from './outbox-db.ts';

/** Long after the last save: nobody waits for it, and nobody is held up by it. */
const keepAfterMs = 1_000;

/**
 * Carries the device's row on to the newest operation, behind the saves, which are stored without it. Whoever reads the row here
 * does the same by himself; it is kept for versions of this program that read the row alone.
 */
export function createRowKeeper(db: OutboxDb): (newest: LockedOperation) => void {
  let timer: ReturnType<typeof setTimeout> | undefined;
  return (newest) => {
    clearTimeout(timer);
    timer = setTimeout(() => {
      if (db.isOpen()) carryOn(db.backendDB(), newest);
    }, keepAfterMs);
  };
}

/** Not through Dexie: the row says nothing new to whoever follows it. What fails here fails the next save as well, which says so. */
function carryOn(connection: IDBDatabase, { dev, inst, n, hash, hlc }: LockedOperation): void {
  const device = connection.transaction('device', 'readwrite').objectStore('device');
  const held = device.get('this');
  held.onsuccess = () => {
    const row: DeviceEntry | undefined = held.result as DeviceEntry | undefined;
    if (row === undefined || row.dev !== dev || row.inst !== inst || row.n >= n) return;
    device.put({ ...row, n, hash, hlc: laterHybridTime(row.hlc, hlc) });
  };
}
