import type { DeviceRow } from '@truc/sync/client';
import type { OutboxDb } from './outbox-db.ts';

export async function currentDevice(db: OutboxDb): Promise<DeviceRow | undefined> {
  const entry = await db.device.get('this');
  if (entry === undefined) return undefined;
  const { dev, inst, n, hash, hlc } = entry;
  return { dev, inst, n, hash, hlc };
}
