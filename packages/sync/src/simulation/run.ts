/** One run: a world is built from its plan, the plan befalls it, all is healed, and what must hold is held against it. */
import type { Tablet } from './world/tablet.ts';
import { clockChangedKind, readHeader, segmentLimit, type Sha256 } from '@truc/sync/protocol';
import { isInTime } from './checks/lease-checks.ts';
import { checkAtRest, hasConverged, isDrained, unsentOf } from './checks/rest-checks.ts';
import type { Violation } from './checks/violation.ts';
import { resetLens, setLens } from './core/lens.ts';
import { applyEvent } from './plan/apply-event.ts';
import type { Plan } from './plan/plan.ts';
import { facility } from './world/incident-rules.ts';
import { calmRates } from './world/link.ts';
import { installationKey } from './world/database-state.ts';
import { World } from './world/world.ts';

export type Run = {
  readonly seed: number;
  readonly violations: readonly Violation[];
  /** Equal for equal plans, always. */
  readonly trace: number;
  readonly steps: number;
  /** Operations that were saved, all of them in the log at the end. */
  readonly operations: number;
  /** How long after the end of all troubles the last unsent operation arrived, and the last reader caught up; ms. */
  readonly drainedMs: number;
  readonly convergedMs: number;
  /** By tablet, installation and count of what people wrote; only where they were asked for. */
  readonly outcomes: ReadonlyMap<string, RunOutcome>;
};

/** `word`: status and code. `end`: of the lease that it names, null without one. `isInTime`: as far as its device knew. */
export type RunOutcome = { readonly word: string; readonly end: number | null; readonly isInTime: boolean };

/** WS6: no queue stands longer than this once all is well, but for the time that its segments are on their way. */
export const drainLimitMs = 30_000;
/** The slowest poll, a lease that is asked for anew, and offers of a tablet that reads nothing. */
const convergeLimitMs = 180_000;
const sliceMs = 500;
const noOutcomes: Run['outcomes'] = new Map();
const stepLimit = 400_000;

export type RunOptions = { readonly keepsOutcomes?: boolean };

/** Call from a macrotask (`fromMacrotask`). Every fault of the engine is a violation here, never a throw. */
export function runPlan(plan: Plan, sha256: Sha256, options: RunOptions = {}): Run {
  setLens(plan.traits);
  try {
    return runWorld(plan, sha256, options);
  } finally {
    resetLens();
  }
}

function runWorld(plan: Plan, sha256: Sha256, { keepsOutcomes = false }: RunOptions): Run {
  const world = new World(plan, sha256);
  const { scheduler, violations } = world;
  const settled = { drainedMs: -1, convergedMs: -1 };
  try {
    befall(world);
    if (violations.found.length === 0) {
      heal(world);
      settle(world, settled);
      checkAtRest(world);
    }
  } catch (cause) {
    violations.report(
      'WS13',
      scheduler.now,
      cause instanceof Error ? (cause.stack ?? cause.message) : String(cause),
    );
  }
  for (const { scope, chain } of world.database.state.scopes.values()) scheduler.noteText(`${scope}${chain}`);
  return {
    seed: plan.seed,
    violations: violations.found,
    trace: scheduler.trace >>> 0,
    steps: scheduler.steps,
    operations: world.saved.count,
    ...settled,
    outcomes: keepsOutcomes ? outcomesOf(world) : noOutcomes,
  };
}

function outcomesOf({ tablets, rights, saved }: World): ReadonlyMap<string, RunOutcome> {
  const outcomes = new Map<string, RunOutcome>();
  for (const { name, outbox } of tablets)
    for (const { inst, rows } of outbox.shelves) {
      // What becomes of a command depends on what came before it: rounds fall differently with other clocks. A foreign program
      // puts in one operation, or finds the store shut at that moment.
      const entries = rows.filter(
        ({ record: { kind, scope, hash } }) =>
          kind !== clockChangedKind && scope !== facility && !saved.isForeign(hash),
      );
      for (const [at, { outcome, record }] of entries.entries()) {
        const header = readHeader(record.op);
        const end = rights.endOf(header?.lease ?? null);
        const inTime = header !== null && end !== null && isInTime(header, end);
        const word = `${outcome?.status} ${outcome?.code}`;
        outcomes.set(`${name} ${inst} entry ${at + 1}`, { word, end, isInTime: inTime });
      }
    }
  return outcomes;
}

function befall(world: World): void {
  const { scheduler, plan, tablets, violations } = world;
  for (const [at, tablet] of tablets.entries())
    for (let tab = 0; tab < (plan.tablets[at]?.tabs ?? 1); tab += 1) tablet.open();
  for (const event of plan.events) {
    scheduler.runUntil(event.at, stepLimit);
    if (violations.found.length > 0) return;
    applyEvent(world, event);
  }
  scheduler.runUntil(plan.healAt, stepLimit);
}

/** From now on everything works again. Rights stay as they are, frozen tabs frozen, and clocks wrong. */
function heal(world: World): void {
  const { server, database, tablets, plan, scheduler } = world;
  // A crowd may still be there: it delays nobody beyond his turn.
  if (server.mood !== 'crowded') server.mood = 'well';
  server.restart();
  database.heal();
  for (const [key, row] of database.state.installations)
    if (row.blocked) database.state.installations.set(key, { ...row, blocked: false });
  for (const [at, tablet] of tablets.entries()) {
    tablet.link.rates = calmRates;
    if (plan.leavesLinkDown !== true) tablet.link.state = 'up';
    const isSignedOut = at === plan.traits.signedOut && isKnown(world, tablet);
    tablet.link.cookies.person = isSignedOut ? null : tablet.writer;
    tablet.storage.health = 'well';
    tablet.storage.wellSince = scheduler.now;
    tablet.wall.change({ kind: 'jump', byMs: 0 });
    if (tablet.awake.length === 0) tablet.open();
    // The page asks again for what it shows, once answers from before have come.
    scheduler.after(5_000, () => tablet.follow());
    if (plan.traits.tellsOnline) for (const { client } of tablet.awake) client.handleOnline();
  }
}

/** Where the server has forgotten a browser, somebody signs in there, as its page asks: it cannot be enrolled otherwise (DE2). */
function isKnown({ database }: World, { outbox: { device }, link: { cookies } }: Tablet): boolean {
  // A cookie that it got after the backup says nothing to the server that was put back.
  if (device === null || cookies.dev === null) return false;
  return database.state.installations.has(installationKey(device));
}

function settle(world: World, settled: { drainedMs: number; convergedMs: number }): void {
  const { scheduler, plan, violations } = world;
  const drainLimit = drainLimitMs + wayMs(world);
  for (let passed = 0; passed < convergeLimitMs; passed += sliceMs) {
    scheduler.runUntil(plan.healAt + passed, stepLimit);
    if (settled.drainedMs < 0 && isDrained(world)) settled.drainedMs = passed;
    if (settled.drainedMs < 0 && passed > drainLimit) {
      violations.report('WS6', scheduler.now, `not drained ${drainLimit} ms after all was well`);
      return;
    }
    if (settled.drainedMs >= 0 && hasConverged(world)) {
      settled.convergedMs = passed;
      return;
    }
  }
}

/** What the slowest link and the database need at most for the segments that wait behind the first. */
function wayMs({ tablets, plan }: World): number {
  const { latencyMs, databaseMs } = plan.traits;
  const segments = Math.max(...tablets.map((tablet) => Math.floor(unsentOf(tablet) / segmentLimit)));
  return segments * 2 * (latencyMs + 10 * databaseMs);
}
