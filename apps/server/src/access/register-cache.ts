import type { Clock, Timers } from '@truc/base';
import type { Logger } from '../telemetry/log.ts';
import { assignmentsOf, type Register } from './register.ts';

/** A register that is never older than `maxAgeMs`, and fresh at once after `invalidate`. */
export interface RegisterCache {
  current(): Promise<Register>;
  /** The roles that this person holds now. */
  assignments(person: string): ReturnType<typeof assignmentsOf>;
  invalidate(): void;
  /** Called with everybody who got or lost a role, by a register or by the clock. */
  onRolesChanged(listener: (change: RolesChange) => void): void;
  /** Reads no more. Resolves when the read that is under way has ended: its database may be closed then. */
  close(): Promise<void>;
}

export type RolesChange = { readonly changed: readonly string[]; readonly lost: readonly string[] };

export type RegisterCacheOptions = {
  readonly load: () => Promise<Register>;
  readonly clock: Clock;
  readonly timers: Timers;
  readonly log: Logger;
};

/** A right that ends in the registers must have left the tablets that are online within five seconds. */
const maxAgeMs = 3_000;

export async function createRegisterCache(options: RegisterCacheOptions): Promise<RegisterCache> {
  const { clock } = options;
  const listeners: ((change: RolesChange) => void)[] = [];
  let closed = false;
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
    if (wanted !== version && !closed) return loadOnce();
    register = fresh;
    loadedAt = clock.monotonic();
    announceChange();
    return fresh;
  }

  function announceChange(): void {
    const now = rolesHeld(register, clock.now());
    const lost = whoHoldsMore(held, now);
    const changed = [...new Set([...lost, ...whoHoldsMore(now, held)])];
    held = now;
    if (changed.length > 0 && !closed) for (const listener of listeners) listener({ changed, lost });
  }

  function refreshAside(): void {
    if (closed) return;
    refresh().catch((error: Error) =>
      options.log.warn({ err: error.message }, 'registers could not be read'),
    );
  }

  function tick(): void {
    refreshAside();
    cancelTick = options.timers.after(maxAgeMs, tick);
  }

  return {
    current: () => Promise.resolve(clock.monotonic() - loadedAt < maxAgeMs * 1.5 ? register : refresh()),
    assignments: (person) => assignmentsOf(register, person, clock.now()),
    invalidate() {
      version += 1;
      loadedAt = Number.NEGATIVE_INFINITY;
      refreshAside();
    },
    onRolesChanged: (listener) => listeners.push(listener),
    async close() {
      closed = true;
      cancelTick();
      await loading?.catch((error: Error) =>
        options.log.debug({ err: error.message }, 'registers could not be read while closing'),
      );
    },
  };
}

/** People who hold a role in `a` that they do not hold in `b`. */
function whoHoldsMore(a: RolesHeld, b: RolesHeld): string[] {
  const found = [...a].filter(([person, roles]) => [...roles].some((role) => !b.get(person)?.has(role)));
  return found.map(([person]) => person);
}

type RolesHeld = ReadonlyMap<string, ReadonlySet<string>>;

function rolesHeld(register: Register, now: number): RolesHeld {
  return new Map(
    [...register.assignments.keys()].map((person) => [
      person,
      new Set(assignmentsOf(register, person, now).map((role) => JSON.stringify(role))),
    ]),
  );
}
