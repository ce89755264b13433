import type { UrgentPlace, UrgentStore } from '@truc/sync/client';
import type { Life } from './life.ts';
import { transact, type Storage } from './storage.ts';

/** What a tablet remembers of what must not wait, beyond the end of its browser (ST8). */
export type UrgentDisk = { place: UrgentPlace | null };

export function createUrgent(disk: UrgentDisk, storage: Storage, life: Life): UrgentStore {
  return {
    read: () => transact(storage, life, () => disk.place),
    keep: (place) =>
      transact(storage, life, () => {
        disk.place = place;
      }),
    forget: ({ dev, inst, n }) =>
      transact(storage, life, () => {
        const { place } = disk;
        if (place?.dev === dev && place.inst === inst && place.n === n) disk.place = null;
      }),
  };
}
