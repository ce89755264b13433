/**
 * Sending without a page: what a service worker does when the browser wakes it because the network is back. The same steps,
 * the same lock and the same outbox as a page's rounds; no keys, so that all of it goes sealed (AT2).
 */
import { createClockOffset } from './clock-offset.ts';
import type { ClientPorts } from './ports.ts';
import { pushStep } from './push-step.ts';
import { wipeStep } from './revocation.ts';
import { retryDelayMs } from './retry-policy.ts';
import { createSession, fromStore, refreshCounts, type RoundContext } from './round-context.ts';
import { LockWait, roundLock } from './round-lock.ts';
import { runRound } from './run-round.ts';
import { createStatusBoard } from './status-board.ts';
import { recallUrgent } from './urgent-mark.ts';

/** `again`: something is unsent still; whoever woke this is asked to do it once more later. */
export type Delivery = 'delivered' | 'again';

/** A browser ends a worker that takes minutes; it wakes it again, seldom. Within this the attempts are its own. */
const deliverWithinMs = 90_000;
/** It enrols nowhere, asks for no lease and fetches nothing: that is a page's, where somebody is. */
const steps = [wipeStep, pushStep];

export async function deliverOutbox(ports: ClientPorts): Promise<Delivery> {
  const board = createStatusBoard();
  const context: RoundContext = { ports, board, offset: createClockOffset(), session: createSession() };
  const begun = ports.clock.monotonic();
  let failures = 0;
  const lockWait = new LockWait(ports);
  while (ports.clock.monotonic() - begun < deliverWithinMs) {
    if (await isEmpty(context)) return 'delivered';
    const attempt = await attemptRound(context, lockWait.isOver);
    if (attempt === 'busy') {
      await pause(ports, lockWait.handleRefused());
      continue;
    }
    lockWait.handleRound();
    if (await isEmpty(context)) return 'delivered';
    failures += 1;
    await pause(ports, retryDelayMs(failures, ports.random, attempt.retryAfterMs));
  }
  return 'again';
}

type Attempt = 'busy' | { readonly retryAfterMs: number };

async function attemptRound(context: RoundContext, passesLock: boolean): Promise<Attempt> {
  let retryAfterMs = 0;
  const run = async () => {
    await recallUrgent(context);
    const failed = await runRound(context, { isCurrent: () => true, steps });
    retryAfterMs = failed?.retryAfterMs ?? 0;
  };
  if (passesLock) await run();
  else if ((await context.ports.locks.withLock(roundLock, run)) === 'busy') return 'busy';
  return { retryAfterMs };
}

/** Also on a device that is not enrolled: it holds nothing that could be sent. */
async function isEmpty(context: RoundContext): Promise<boolean> {
  if ((await fromStore(context, context.ports.outbox.device())) === null) return true;
  await refreshCounts(context);
  return context.board.read().unsent === 0;
}

function pause({ timers }: ClientPorts, forMs: number): Promise<void> {
  return new Promise((resolve) => timers.after(forMs, resolve));
}
