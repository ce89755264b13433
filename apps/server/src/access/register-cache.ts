import type { Clock, Timers } from '@truc/base';
import type { Logger } from '../telemetry/log.ts';
import { assignmentsOf, type Register } from './register.ts';

/** A register that is never older than `maxAgeMs`, and fresh at once after `invalidate`. */
export interface RegisterCache {
  current(): Promise<Register>;
  /** The roles that this person holds now. */
  assignments(person: string): ReturnType<typeof assignmentsOf>;
  invalidate(): void;
  /** Called with everybody who lost a role, by its end or by the clock. */
  onRolesLost(listener: (people: readonly string[]) => void): void;
  close(): void;
}

export type RegisterCacheOptions = {
  readonly load: () => Promise<Register>;
  readonly clock: Clock;
  readonly timers: Timers;
  readonly log: Logger;
};

const maxAgeMs = 10_000;

export async function createRegisterCache(options: RegisterCacheOptions): Promise<RegisterCache> {
  const { clock } = options;
  const listeners: ((people: readonly string[]) => void)[] = [];
  let register = await options.load();
  let held = rolesHeld(register, clock.now());
  let loadedAt = clock.monotonic();
  let loading: Promise<Register> | undefined;
  let version = 0;
  let cancelTick = options.timers.after(maxAgeMs, tick);

  function refresh(): Promise<Register> {
    loading ??= loadOnce().finally(() => (loading = undefined));
    return loading;
  }

  async function loadOnce(): Promise<Register> {
    const wanted = version;
    const fresh = await options.load();
    // Invalidated while it was being read: what was read may be the old state.
    if (wanted !== version) return loadOnce();
    register = fresh;
    loadedAt = clock.monotonic();
    announceLost();
    return fresh;
  }

  function announceLost(): void {
    const now = rolesHeld(register, clock.now());
    const lost = [...held].filter(([person, roles]) =>
      [...roles].some((role) => !now.get(person)?.has(role)),
    );
    held = now;
    if (lost.length > 0) for (const listener of listeners) listener(lost.map(([person]) => person));
  }

  function tick(): void {
    refresh().catch((error: Error) =>
      options.log.warn({ err: error.message }, 'registers could not be read'),
    );
    cancelTick = options.timers.after(maxAgeMs, tick);
  }

  return {
    current: () => Promise.resolve(clock.monotonic() - loadedAt < maxAgeMs * 1.5 ? register : refresh()),
    assignments: (person) => assignmentsOf(register, person, clock.now()),
    invalidate() {
      version += 1;
      loadedAt = Number.NEGATIVE_INFINITY;
      refresh().catch((error: Error) =>
        options.log.warn({ err: error.message }, 'registers could not be read'),
      );
    },
    onRolesLost: (listener) => listeners.push(listener),
    close: () => cancelTick(),
  };
}

function rolesHeld(register: Register, now: number): ReadonlyMap<string, ReadonlySet<string>> {
  return new Map(
    [...register.assignments.keys()].map((person) => [
      person,
      new Set(assignmentsOf(register, person, now).map((role) => JSON.stringify(role))),
    ]),
  );
}
