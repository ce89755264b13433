/**
 * Notices that the device's wall clock jumped, and writes it into the log in which its person works.
 *
 *     backward ──────────────────────────────────────────────▶ written at once
 *     forward ──▶ the server is asked ──▶ the clock is right ──▶ it slept: nothing to write
 *                        └──▶ it is not, or no answer in time ─▶ written
 *     standing still ────────────────────────────────────────▶ written when it is noticed first, not at every look
 */
import { clockChangedKind, clockChangedVersion, type PersonId, type ScopeId } from '@truc/sync/protocol';
import { jumpMs, readClock, type ClockJump, type ClockOffset, type ClockReading } from './clock-offset.ts';
import type { WriteCommand } from './make-record.ts';
import type { ClientPorts } from './ports.ts';

const tickMs = 5_000;
/** How long a forward jump waits for the server's word. */
const patienceMs = 15_000;
/** Tabs notice the same jump within one tick of each other; the first to hold this lock writes for all. */
const lockName = 'truc-clock-watch';
const holdMs = 3 * tickMs;
const keptJumps = 20;

/** Where the person works now, and who it is. */
export type Workplace = { readonly scope: ScopeId; readonly actor: PersonId };

export type ClockWatchOptions = {
  readonly ports: Pick<ClientPorts, 'clock' | 'timers' | 'locks'>;
  readonly offset: ClockOffset;
  /** False when it could not be stored now: tried again at the next look. */
  readonly write: (command: WriteCommand) => Promise<boolean>;
  /** Asks for an exchange with the server now. */
  readonly ask: () => void;
  readonly onFailure: (cause: unknown) => void;
};

export interface ClockWatch {
  start(): void;
  stop(): void;
  workAt(place: Workplace | null): void;
}

type Pending = ClockJump & { readonly noticedAt: number; readonly offBefore: number | null };

export function createClockWatch({ ports, offset, write, ask, onFailure }: ClockWatchOptions): ClockWatch {
  let cancel = (): void => undefined;
  let place: Workplace | null = null;
  let pending: readonly Pending[] = [];
  let last: ClockReading | null = null;
  let isStandingStill = false;

  function tick(): void {
    const now = readClock(ports.clock);
    const jump = offset.look(now);
    const wasStandingStill = isStandingStill;
    isStandingStill = jump !== null && last !== null && standsStill(last, now);
    last = now;
    if (jump !== null && !(isStandingStill && wasStandingStill)) {
      const estimate = offset.estimate(now);
      const offBefore = estimate === null ? null : estimate.off + jump.to - jump.from;
      pending = [...pending, { ...jump, noticedAt: now.mono, offBefore }].slice(-keptJumps);
      if (jump.to > jump.from) ask();
    }
    pending = pending.filter((one) => !wasSleep(one));
    if (place !== null) for (const one of pending.filter(isDue)) void writeDown(one, place).catch(onFailure);
    cancel = ports.timers.after(tickMs, tick);
  }

  /** Measured anew since, and the wall clock is as far off as it always was: it never changed, only time passed. */
  function wasSleep({ from, to, noticedAt, offBefore }: Pending): boolean {
    const now = readClock(ports.clock);
    const estimate = offset.estimate(now);
    if (to < from || offBefore === null || estimate === null) return false;
    const isMeasuredSince = now.mono - estimate.ageMs >= noticedAt;
    return isMeasuredSince && Math.abs(estimate.off - offBefore) <= jumpMs + estimate.err;
  }

  function isDue({ from, to, noticedAt }: Pending): boolean {
    return to < from || readClock(ports.clock).mono - noticedAt >= patienceMs;
  }

  async function writeDown(one: Pending, { scope, actor }: Workplace): Promise<void> {
    pending = pending.filter((other) => other !== one);
    const body = { from: one.from, to: one.to };
    await ports.locks.withLock(lockName, async () => {
      const isWritten = await write({ scope, actor, kind: clockChangedKind, v: clockChangedVersion, body });
      if (!isWritten) pending = [...pending, one];
      else await new Promise<void>((resolve) => ports.timers.after(holdMs, resolve));
    });
  }

  return {
    start() {
      last = readClock(ports.clock);
      offset.look(last);
      cancel = ports.timers.after(tickMs, tick);
    },
    stop: () => cancel(),
    workAt(next) {
      place = next;
    },
  };
}

/** The wall clock went on by less than half of the time that passed, and not back: nobody set it, it hangs. */
function standsStill(before: ClockReading, now: ClockReading): boolean {
  const went = now.wall - before.wall;
  return went >= 0 && went < (now.mono - before.mono) / 2;
}
