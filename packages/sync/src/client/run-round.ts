import { enrolStep } from './enrol-step.ts';
import { untilTurn } from './lanes.ts';
import { leaseStep } from './lease-step.ts';
import { offerStep } from './offer-step.ts';
import { pullStep } from './pull-step.ts';
import { pushStep } from './push-step.ts';
import { wipeStep } from './revocation.ts';
import { recall } from './recall.ts';
import { refreshCounts, type RoundContext, type Step, type StepFailed, type Taken } from './round-context.ts';

type TakeStep = (context: RoundContext) => Taken;

/** `isCurrent` turns false when this round was given up. */
export type RoundOptions = { readonly isCurrent: () => boolean; readonly steps?: readonly TakeStep[] };

/** A tab that writes without a pause sends for itself. */
const looksAtMost = 5;

const allSteps: readonly TakeStep[] = [wipeStep, enrolStep, pushStep, offerStep, leaseStep, pullStep];

/**
 * One round: enrol if need be, send all that is unsent, renew the lease, then fetch all that is wanted. Before each page of fetching,
 * what was written meanwhile goes first. Null when all is done, else how to go on.
 */
export async function runRound(
  context: RoundContext,
  { isCurrent, steps = allSteps }: RoundOptions,
): Promise<StepFailed | null> {
  const { session, board } = context;
  session.turnedDown = [];
  session.isEnrolledAgain = false;
  try {
    if (!session.isRecalled) await recall(context);
    for (let looks = 0; looks < looksAtMost; looks += 1) {
      const failed = await takeSteps(context, { isCurrent, steps });
      if (failed !== null) return failed;
      if (session.look !== 'counted') await refreshCounts(context);
      // Another tab wrote after the last look: what stands here as unsent goes with this round, and is not shown for ever.
      if (board.read().unsent === 0 || !maySend(context) || !isCurrent()) break;
    }
    board.clear('storage');
    if (session.turnedDown.length > 0) return { retryAfterMs: 0 };
    // All that was to be sent and fetched went through: whatever the server turned down before, it does no longer.
    board.clear('refused');
    const waitMs = untilTurn(context);
    return waitMs > 0 ? { retryAfterMs: waitMs, isTurn: true } : null;
  } catch (cause) {
    // Only stores throw here. The round is tried again, and the person is told that the tablet's storage fails.
    board.raise({ kind: 'storage', detail: cause instanceof Error ? cause.name : String(cause) });
    return { retryAfterMs: 0 };
  } finally {
    board.post({ round: 'idle', sending: null });
  }
}

/** All that can be done now; null, or why it ends before. */
async function takeSteps(
  context: RoundContext,
  { isCurrent, steps }: Required<RoundOptions>,
): Promise<StepFailed | null> {
  context.session.look = 'due';
  for (;;) {
    let step: Step = 'idle';
    for (const take of steps) {
      const taken = take(context);
      // Most have nothing to do and say so at once.
      step = taken instanceof Promise ? await taken : taken;
      if (step !== 'idle') break;
    }
    if (step === 'idle' || !isCurrent()) return null;
    if (step !== 'progress') return step;
  }
}

function maySend(context: RoundContext): boolean {
  return context.session.turnedDown.length === 0 && untilTurn(context) === 0;
}
