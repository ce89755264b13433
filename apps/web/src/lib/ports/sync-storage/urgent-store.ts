import type { UrgentPlace, UrgentStore } from '@truc/sync/client';
import { DeviceIdSchema } from '@truc/sync/protocol';
import { Dexie, type EntityTable } from 'dexie';
import * as v from 'valibot';

/** One row, in the clear: a number in the outbox that is to go first. */
export type LaneDb = Dexie & { readonly urgent: EntityTable<{ readonly id: 'this' } & UrgentPlace, 'id'> };

/** A database of its own: the outbox's schema is frozen (PV3), and what was urgent stays so when the rest is wiped. */
export function openLaneDb(name = 'truc-lane'): LaneDb {
  const db = new Dexie(name, { chromeTransactionDurability: 'strict' }) as LaneDb;
  db.version(1).stores({ urgent: 'id' });
  return db;
}

const PlaceSchema = v.object({ dev: DeviceIdSchema, inst: v.number(), n: v.number() });

export function createUrgentStore(db: LaneDb): UrgentStore {
  return {
    async read() {
      const parsed = v.safeParse(PlaceSchema, await db.urgent.get('this'));
      return parsed.success ? parsed.output : null;
    },
    async keep({ dev, inst, n }) {
      await db.urgent.put({ id: 'this', dev, inst, n });
    },
    forget: (place) =>
      db.transaction('rw', db.urgent, async () => {
        const kept = await db.urgent.get('this');
        if (kept?.dev === place.dev && kept.inst === place.inst && kept.n === place.n)
          await db.urgent.delete('this');
      }),
  };
}
