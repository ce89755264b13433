import type { DeviceId } from '@truc/sync/protocol';
import type { Kysely } from 'kysely';
import type { Tables } from '../database/tables.ts';

/** Who ever signed in on which device. Only ever grows, so a remembered yes stays true; a no is asked again. */
export interface DeviceLogins {
  record(dev: DeviceId, person: string): Promise<void>;
  /** Those of `people` who signed in on this device at some time. */
  amongThem(dev: DeviceId, people: readonly string[]): Promise<ReadonlySet<string>>;
}

const rememberedDevices = 5_000;

export function createDeviceLogins(query: Kysely<Tables>): DeviceLogins {
  const remembered = new Map<DeviceId, Set<string>>();

  function remember(dev: DeviceId, people: readonly string[]): ReadonlySet<string> {
    const [oldest] = remembered.keys();
    if (remembered.size >= rememberedDevices && oldest !== undefined) remembered.delete(oldest);
    const known = remembered.get(dev) ?? new Set<string>();
    for (const person of people) known.add(person);
    remembered.set(dev, known);
    return known;
  }

  return {
    async record(dev, person) {
      await query
        .insertInto('device_login')
        .values({ dev, person })
        .onConflict((conflict) => conflict.doNothing())
        .execute();
      remember(dev, [person]);
    },
    async amongThem(dev, people) {
      const known = remembered.get(dev);
      if (known !== undefined && people.every((person) => known.has(person))) return known;
      const rows = await query.selectFrom('device_login').select('person').where('dev', '=', dev).execute();
      return remember(
        dev,
        rows.map(({ person }) => person),
      );
    },
  };
}
