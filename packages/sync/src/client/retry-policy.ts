import type { Random } from '@truc/base';

const baseMs = 500;
const capMs = 15_000;
const floorMs = 50;
/** Beyond this even a server's own wish is not believed: a bad figure must not silence a tablet. */
const longestWaitMs = 60_000;

/**
 * Delay before attempt number `failures` + 1. Full jitter after the cap: jitter before it would send a whole province back
 * at the same moment. A wait that the server asked for comes first, the jitter on top.
 */
export function retryDelayMs(failures: number, random: Random, retryAfterMs = 0): number {
  const ceiling = Math.min(capMs, baseMs * 2 ** Math.min(failures - 1, 16));
  const asked = Math.min(Math.max(0, retryAfterMs), longestWaitMs);
  return Math.round(asked + Math.max(floorMs, random.next() * ceiling));
}
