import type { Clock, Timers } from '@truc/base';
import { dueEscalations, escalationTargetOf, incidentKinds, systemActor } from '@truc/domain/incident';
import type { ScopeHead, ScopeId } from '@truc/sync/protocol';
import type pg from 'pg';
import type { RegisterCache } from '../access/register-cache.ts';
import { facilityOfScope } from '../access/rights.ts';
import { LookLoop } from '../looking/look-loop.ts';
import type { Logger } from '../telemetry/log.ts';
import type { CaseReader, OpenCases } from './open-cases.ts';
import type { SystemDevice } from './system-device.ts';

/** Somebody has to answer this violation: its facility's managers (`told`), or whom it was passed up to. */
export type CaseCall = {
  readonly scope: ScopeId;
  readonly incident: string;
  readonly to: 'told' | 'escalated';
};

export type CaseWatchOptions = {
  readonly pool: pg.Pool;
  readonly reader: CaseReader;
  readonly device: SystemDevice;
  readonly registers: RegisterCache;
  readonly clock: Clock;
  readonly timers: Timers;
  readonly log: Logger;
  /** How long a violation waits for somebody to acknowledge it before it goes up. */
  readonly afterMs: number;
  readonly poke: (heads: readonly ScopeHead[]) => void;
  /** Told once of each call; those that stood when the server started are not told again. */
  readonly onCalls: (calls: readonly CaseCall[]) => void;
};

/** Several servers on one database: one of them passes up at a time. Any number that nobody else takes. */
const onlyOne = 7_275_635;
const mostPeriodMs = 15_000;

/**
 * Passes violations up that nobody acknowledged in time (GL-21). Its schedule is the log itself: what waits, and since when,
 * is read from there at each look, so that a restart forgets nothing, and the fold lets only the first passing up count.
 */
export class CaseWatch {
  readonly #options: CaseWatchOptions;
  readonly #read = new Map<ScopeId, { readonly seq: number; readonly cases: OpenCases }>();
  #called: Set<string> | null = null;
  readonly #loop: LookLoop;

  constructor(options: CaseWatchOptions) {
    this.#options = options;
    this.#loop = new LookLoop({
      look: () => this.#look(),
      failed: (error) => {
        options.log.warn({ err: error }, 'violations that wait could not be looked for');
        return mostPeriodMs;
      },
      gatherMs: 0,
      timers: options.timers,
    });
    this.wake();
  }

  close(): Promise<void> {
    return this.#loop.close();
  }

  /** Something may have changed: it looks at once, and once more after a look that is under way. */
  wake(): void {
    this.#loop.wake();
  }

  /** Answers when to look again, in ms. */
  async #look(): Promise<number> {
    const { reader, clock, afterMs } = this.#options;
    for (const { scope, seq } of await reader.heads())
      if (this.#read.get(scope)?.seq !== seq) this.#read.set(scope, { seq, cases: await reader.read(scope) });
    this.#tell();
    const now = clock.now();
    // What stands with the province already goes no higher (GL-18).
    const passable = [...this.#read].filter(([scope]) => scope.startsWith('facility:'));
    const plans = passable.map(([scope, { cases }]) => ({
      scope,
      ...dueEscalations({ waiting: cases.waiting, now, afterMs }),
    }));
    if (plans.some(({ due }) => due.length > 0) && (await this.#passUp(plans))) this.wake();
    const next = plans.flatMap(({ nextAt }) => nextAt ?? []);
    return Math.max(50, Math.min(mostPeriodMs, ...next.map((at) => at - now)));
  }

  #tell(): void {
    const calls = [...this.#read].flatMap(([scope, { cases }]) => [
      ...cases.waiting.map(({ incident }): CaseCall => ({ scope, incident, to: 'told' })),
      ...cases.escalated.map((incident): CaseCall => ({ scope, incident, to: 'escalated' })),
    ]);
    const known = this.#called;
    this.#called = new Set(calls.map(keyOf));
    const fresh = known === null ? [] : calls.filter((call) => !known.has(keyOf(call)));
    if (fresh.length > 0) this.#options.onCalls(fresh);
  }

  /** False when another server does it. */
  async #passUp(
    plans: readonly { readonly scope: ScopeId; readonly due: readonly string[] }[],
  ): Promise<boolean> {
    const { pool, registers, device, poke, log } = this.#options;
    const register = await registers.current();
    const client = await pool.connect();
    try {
      const { rows } = await client.query<{ mine: boolean }>('select pg_try_advisory_lock($1) as mine', [
        onlyOne,
      ]);
      if (rows[0]?.mine !== true) return false;
      for (const { scope, due } of plans) {
        const facility = facilityOfScope(register, scope);
        for (const incident of facility === undefined ? [] : due) {
          const { kind, current } = incidentKinds.escalate;
          const target = escalationTargetOf(facility?.authority ?? 'civil');
          const body = { incident, target, automatic: true, reason: '' };
          const { heads } = await device.write({ actor: systemActor, scope, kind, v: current, body });
          poke(heads);
          log.info({ scope }, 'a violation that nobody acknowledged was passed up');
        }
      }
      return true;
    } finally {
      await client.query('select pg_advisory_unlock($1)', [onlyOne]);
      client.release();
    }
  }
}

function keyOf({ scope, incident, to }: CaseCall): string {
  return `${scope} ${incident} ${to}`;
}
