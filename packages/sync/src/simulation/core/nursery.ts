/**
 * A run's garbage is thrown away between two runs, when nothing of a world is alive any more: in the middle of one its world
 * would have to be copied first. For that a world is born as a whole in a nursery that holds it, and nothing is moved out of
 * it beforehand.
 */
import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';

/** What a run leaves behind at most, but for the few with a long backlog. */
const nurseryMb = 32;
/**
 * What those few leave beside it may gather, some 27 MB each. Collecting it finds no world alive, lets go of the maps of all its
 * objects, and with them of nearly all optimised code.
 */
const leftBesideMb = 512;

/** Call before the threads are started. Their number is the machine's, so that none of them has another to collect for it. */
export function prepareNurseries(): { readonly maxYoungGenerationSizeMb: number } {
  for (const flag of [
    `--min-semi-space-size=${nurseryMb}`,
    `--initial-old-space-size=${leftBesideMb}`,
    '--no-allocation-site-pretenuring',
    '--no-parallel-scavenge',
    '--expose-gc',
  ])
    setFlagsFromString(flag);
  // Two halves, and a third that V8 counts for large objects.
  return { maxYoungGenerationSizeMb: 3 * nurseryMb };
}

let collect: ((options: { readonly type: 'minor' }) => void) | undefined;

/** Between two runs, in a thread that was started after `prepareNurseries`. */
export function emptyNursery(): void {
  collect ??= runInNewContext('gc') as typeof collect;
  collect?.({ type: 'minor' });
}
