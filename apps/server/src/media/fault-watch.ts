import { randomUUID } from 'node:crypto';
import type { Clock, Timers } from '@truc/base';
import { proposeFaults, type Trouble, type WatchedCamera } from '@truc/domain/fault';
import type { CameraState } from '@truc/media/signalling';
import type { RegisterCache } from '../access/register-cache.ts';
import type { Logger } from '../telemetry/log.ts';
import { causeOf, symptomOf } from './fault-causes.ts';
import type { FaultEvents } from './fault-store.ts';

export type FaultWatchOptions = {
  readonly cameraStates: () => ReadonlyMap<string, CameraState>;
  /** Whether the SFU answers. */
  readonly isConnected: () => boolean;
  readonly registers: RegisterCache;
  readonly store: FaultEvents;
  readonly clock: Clock;
  readonly timers: Timers;
  readonly log: Logger;
  /** How long a camera is without a picture before a fault is proposed. */
  readonly afterMs: number;
  /** Called after something was written. */
  readonly onChange: () => void;
};

/** A picture that comes for less than this and goes again has not come back. */
const settleMs = 10_000;
const mostPeriodMs = 5_000;

/** Looks every few seconds at how the cameras are, and writes down what is a fault by the domain's rule. */
export class FaultWatch {
  readonly #options: FaultWatchOptions;
  /** Since when each camera has had no picture that stayed. */
  readonly #down = new Map<string, Trouble>();
  #centralSince: number | null = null;
  #cancel: () => void = () => {};
  #closed = false;

  constructor(options: FaultWatchOptions) {
    this.#options = options;
    this.#plan();
  }

  close(): void {
    this.#closed = true;
    this.#cancel();
  }

  async look(): Promise<void> {
    const { store, clock, registers, isConnected } = this.#options;
    const now = clock.now();
    const central = this.#lookAtCentral(isConnected(), now);
    const register = await registers.current();
    const cameras = [...register.cameras.values()]
      .filter(({ lifecycle }) => lifecycle === 'in_service')
      .map(({ id, facility }) => ({ id, facility, trouble: this.#troubleOf(id, now) }));
    const open = await store.open();
    const events = proposeFaults({
      ...this.#options,
      cameras: known(cameras),
      central,
      open,
      now,
      makeId: randomUUID,
    });
    for (const event of events) await store.append(event);
    if (events.length > 0) this.#options.onChange();
  }

  #lookAtCentral(isConnected: boolean, now: number): Trouble | null {
    this.#centralSince = isConnected ? null : (this.#centralSince ?? now);
    if (this.#centralSince === null) return null;
    return { cause: 'network', symptom: 'sfu_unreachable', since: this.#centralSince };
  }

  /** Undefined while nothing was heard of it. */
  #troubleOf(id: string, now: number): Trouble | null | undefined {
    const state = this.#options.cameraStates().get(id);
    if (state === undefined) return undefined;
    const before = this.#down.get(id);
    if (state.state === 'live') {
      if (before !== undefined && before.cause !== 'picture' && now - state.since < settleMs) return before;
      const { trouble } = state;
      // It arrives, and shows what is of no use: a trouble of its own, which begins where it was first seen.
      const seen = trouble && ({ cause: 'picture', symptom: trouble.code, since: trouble.since } as const);
      if (seen === undefined) this.#down.delete(id);
      else this.#down.set(id, seen);
      return seen ?? null;
    }
    // While it is tried again the SFU says that it connects: what was wrong last stands until something else is known.
    const cause = causeOf(state) ?? before?.cause ?? 'network';
    const symptom = symptomOf(state) ?? before?.symptom ?? 'unreachable';
    const trouble = { cause, symptom, since: sinceOf(before) ?? state.since };
    this.#down.set(id, trouble);
    return trouble;
  }

  #plan(): void {
    const { timers, log, afterMs } = this.#options;
    this.#cancel = timers.after(Math.min(mostPeriodMs, Math.max(250, afterMs / 4)), () => {
      this.look()
        .catch((error: unknown) => log.warn({ err: error }, 'faults of cameras could not be looked for'))
        .finally(() => {
          if (!this.#closed) this.#plan();
        });
    });
  }
}

/** What a picture showed before it went away says nothing about how long it has been away. */
function sinceOf(before: Trouble | undefined): number | undefined {
  return before?.cause === 'picture' ? undefined : before?.since;
}

type Seen = Omit<WatchedCamera, 'trouble'> & { readonly trouble: Trouble | null | undefined };

function known(cameras: readonly Seen[]): WatchedCamera[] {
  return cameras.flatMap(({ trouble, ...camera }) => (trouble === undefined ? [] : [{ ...camera, trouble }]));
}
