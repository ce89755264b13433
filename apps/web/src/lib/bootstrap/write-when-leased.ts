import type { SyncClient } from '@truc/sync/client';
import type { Keyring } from '#lib/ports/vault/keyring.ts';
import { leaseArrives } from './lease-arrives.ts';

/**
 * Writes as soon as the keys for it have come: whoever has just signed in is not told to unlock what is being opened. Once
 * he has a lease, a log that it does not open stays closed, and he is told at once.
 */
export function writeWhenLeased(sync: Pick<SyncClient, 'write'>, keyring: Keyring): SyncClient['write'] {
  return async (command) => {
    const works = () => keyring.current?.person === command.actor;
    const written = await sync.write(command);
    if (written.ok || written.error.code !== 'locked') return written;
    if (!works() || keyring.current?.lease !== null) return written;
    const isLeased = await leaseArrives(keyring, () => works() && keyring.current?.lease !== null);
    return isLeased ? sync.write(command) : written;
  };
}
