import type { RoundContext } from './round-context.ts';
import { recallUrgent } from './urgent-mark.ts';
import { recallWitness } from './witness.ts';

/**
 * What earlier lives of this browser left: an alarm that no restart takes away, and what is to go first. Where the storage fails at
 * the start, the first round that finds it well reads it.
 */
export async function recall(context: RoundContext): Promise<void> {
  await recallWitness(context);
  await recallUrgent(context);
  context.session.isRecalled = true;
}
