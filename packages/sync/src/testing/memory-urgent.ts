import type { UrgentPlace, UrgentStore } from '@truc/sync/client';

export type MemoryUrgentDisk = { place: UrgentPlace | null };

export function createMemoryUrgent(disk: MemoryUrgentDisk): UrgentStore {
  return {
    read: () => Promise.resolve(disk.place),
    keep(place) {
      disk.place = place;
      return Promise.resolve();
    },
    forget({ dev, inst, n }) {
      const kept = disk.place;
      if (kept !== null && kept.dev === dev && kept.inst === inst && kept.n === n) disk.place = null;
      return Promise.resolve();
    },
  };
}
