import { laterHybridTime, type DeviceRow } from '@truc/sync/client';
import { Dexie } from 'dexie';
import type { OutboxDb } from './outbox-db.ts';

/**
 * The device as it is: the row of its installation, carried on to the newest operation, which is stored without it. Within a
 * transaction over both stores what it answers holds until the end of that.
 */
export async function currentDevice({
  device,
  operations,
}: Pick<OutboxDb, 'device' | 'operations'>): Promise<DeviceRow | undefined> {
  const entry = await device.get('this');
  if (entry === undefined) return undefined;
  const { dev, inst, n, hash, hlc } = entry;
  const newest = await operations
    .where('[dev+inst+n]')
    .between([dev, inst, n], [dev, inst, Dexie.maxKey], false)
    .last();
  if (newest === undefined || 'op' in newest) return { dev, inst, n, hash, hlc };
  return { dev, inst, n: newest.n, hash: newest.hash, hlc: laterHybridTime(hlc, newest.hlc) };
}
