import type { Clock } from '@truc/base';

const windowMs = 60_000;
const addressLimit = 10_000;

/**
 * Against one password tried on many accounts: failed sign-ins of one address within a minute, whatever the account. Kept in
 * memory; a facility's whole watch behind one address stays far below the limit because only failures count.
 */
export function createAddressThrottle(clock: Clock, limit: number) {
  const failures = new Map<string, number[]>();

  function recent(address: string): number[] {
    const from = clock.monotonic() - windowMs;
    return (failures.get(address) ?? []).filter((at) => at > from);
  }

  return {
    /** Milliseconds to wait, or 0. */
    waitMs(address: string): number {
      const held = recent(address);
      const [oldest] = held;
      if (oldest === undefined || held.length < limit) return 0;
      return Math.ceil(oldest + windowMs - clock.monotonic());
    },
    failed(address: string): void {
      // A flood from ever new addresses must not fill the memory: then the oldest go first.
      const [first] = failures.keys();
      if (failures.size >= addressLimit && first !== undefined) failures.delete(first);
      const held = [...recent(address), clock.monotonic()];
      failures.delete(address);
      failures.set(address, held);
    },
  };
}
export type AddressThrottle = ReturnType<typeof createAddressThrottle>;
