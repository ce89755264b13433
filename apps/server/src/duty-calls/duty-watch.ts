import type { Clock, Timers } from '@truc/base';
import { dutyCallRanks, isAlarm, isDueUp, type DutyCallRank, type Matter } from '@truc/domain/duty-call';
import type { Register } from '../access/register.ts';
import type { RegisterCache } from '../access/register-cache.ts';
import type { Rights } from '../access/rights.ts';
import { LookLoop } from '../looking/look-loop.ts';
import type { Logger } from '../telemetry/log.ts';
import type { CallStore, DutyCall } from './call-store.ts';
import { everybody, peopleCalled } from './who-is-called.ts';

/** These people are called by this rank. `isUrgent`: a duty is being missed. */
export type Summons = { readonly people: readonly string[]; readonly isUrgent: boolean };

export type DutyWatchOptions = {
  readonly matters: (register: Register, now: number) => Promise<readonly Matter[]>;
  readonly store: CallStore;
  readonly registers: RegisterCache;
  readonly clock: Clock;
  readonly timers: Timers;
  readonly log: Logger;
  /** How long a call waits for somebody to acknowledge it before it goes up. */
  readonly upAfterMs: number;
  /** Told once of each call and each going up, over all servers of one database. */
  readonly onSummons: (summons: readonly Summons[]) => void;
  /** What these people are called for has changed. */
  readonly onChange: (people: readonly string[]) => void;
};

type Calling = { readonly matter: Matter; readonly rank: DutyCallRank };

const everyMs = 5_000;
const gatherMs = 500;
const countedMs = 3_600_000;

/**
 * Looks through what calls somebody, every few seconds and soon after a log has grown. The matter itself is read anew each time and
 * stored nowhere; that somebody was called for it is stored once, so that a restart or a second server calls nobody again.
 */
export class DutyWatch {
  readonly #options: DutyWatchOptions;
  #standing: ReadonlyMap<string, DutyCall> = new Map();
  #recent: readonly DutyCall[] = [];
  readonly #loop: LookLoop;

  constructor(options: DutyWatchOptions) {
    this.#options = options;
    this.#loop = new LookLoop({
      look: async () => {
        await this.#look();
        return everyMs;
      },
      failed: (error) => {
        options.log.warn({ err: error }, 'what calls for somebody could not be looked through');
        return everyMs;
      },
      gatherMs,
      timers: options.timers,
    });
    void this.#loop.look();
  }

  /** Calls whose matter stands now. */
  get standing(): readonly DutyCall[] {
    return [...this.#standing.values()];
  }

  /** Calls of the last hour, whether their matter stands or not. */
  get recent(): readonly DutyCall[] {
    return this.#recent;
  }

  close(): Promise<void> {
    return this.#loop.close();
  }

  /** Something has changed: it looks within half a second, once for all that changes meanwhile. */
  wake(): void {
    this.#loop.wake();
  }

  /** Looks now, and resolves when what it found stands. */
  look(): Promise<void> {
    return this.#loop.look();
  }

  async #look(): Promise<void> {
    const { matters, store, registers, clock, upAfterMs } = this.#options;
    const [register, now] = [await registers.current(), clock.now()];
    const found = await matters(register, now);
    const known = await this.#known(found, now);
    const fresh = await store.raise(
      found.filter(({ key }) => !known.has(key)),
      now,
    );
    const due = [...known.values()].filter(
      ({ matter, marks }) =>
        found.some(({ key }) => key === matter.key) && isDueUp(matter, marks, { now, upAfterMs }),
    );
    const gone = new Set(
      await store.goUp(
        due.map(({ matter }) => matter.key),
        now,
      ),
    );
    const before = this.#standing;
    const calls = fresh.length + gone.size === 0 ? known : await this.#known(found, now);
    this.#standing = new Map(
      found.flatMap(({ key }) => {
        const call = calls.get(key);
        return call === undefined ? [] : [[key, call] as const];
      }),
    );
    this.#recent = [...calls.values()].filter(
      ({ marks }) => Math.max(marks.raisedAt, marks.goneUpAt ?? 0) > now - countedMs,
    );
    const calling = [
      ...fresh.map((matter) => ({ matter, rank: 'first' as const })),
      ...due
        .filter(({ matter }) => gone.has(matter.key))
        .map(({ matter }) => ({ matter, rank: 'up' as const })),
    ];
    const changed = this.#changedSince(before);
    if (calling.length + changed.length === 0) return;
    const all = everybody(register, clock);
    this.#summon(calling, all);
    this.#tell(changed, all);
  }

  #known(found: readonly Matter[], now: number): Promise<ReadonlyMap<string, DutyCall>> {
    return this.#options.store.of(
      found.map(({ key }) => key),
      now - countedMs,
    );
  }

  #summon(calls: readonly Calling[], all: readonly Rights[]): void {
    const { onSummons, log } = this.#options;
    if (calls.length === 0) return;
    for (const { matter, rank } of calls)
      log.info({ kind: matter.kind, scope: matter.scope, rank }, 'somebody is called');
    onSummons(
      calls.map(({ matter, rank }) => ({
        people: peopleCalled(matter, rank, all),
        isUrgent: isAlarm(matter),
      })),
    );
  }

  /** What came, ended, went up or was acknowledged since. */
  #changedSince(before: ReadonlyMap<string, DutyCall>): readonly Matter[] {
    const now = this.#standing;
    return [...new Set([...before.keys(), ...now.keys()])]
      .filter((key) => marksOf(before.get(key)) !== marksOf(now.get(key)))
      .flatMap((key) => (now.get(key) ?? before.get(key))?.matter ?? []);
  }

  #tell(changed: readonly Matter[], all: readonly Rights[]): void {
    const people = changed.flatMap((matter) =>
      dutyCallRanks.flatMap((rank) => peopleCalled(matter, rank, all)),
    );
    if (people.length > 0) this.#options.onChange([...new Set(people)]);
  }
}

function marksOf(call: DutyCall | undefined): string {
  return call === undefined ? '' : `${call.marks.goneUpAt ?? ''} ${call.marks.acknowledged?.at ?? ''}`;
}
