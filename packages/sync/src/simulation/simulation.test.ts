import { sha256 } from '@noble/hashes/sha2.js';
import { describe, expect, it } from 'vitest';
import { outboxContractSuite, logContractSuite, replicaContractSuite } from '@truc/sync/testing';
import { installationKey } from './world/database-state.ts';
import { createLots } from './core/lots.ts';
import { fromMacrotask } from './core/drain.ts';
import { Scheduler } from './core/scheduler.ts';
import { keepEvents, keptEvents, shrinkPlan } from './shrink.ts';
import { makePlan } from './plan/make-plan.ts';
import { regressions } from './regressions.ts';
import { runPlan } from './run.ts';
import { runSeed } from './run-seed.ts';
import { createOutbox, createOutboxDisk } from './world/outbox.ts';
import { createReplica, createReplicaDisk } from './world/replica.ts';
import { Database } from './world/database.ts';
import { Life } from './world/life.ts';

const seeds = 24;
/** Of those in which a tablet is ordered to be emptied. */
const wipeSeeds = [12, 14, 26, 28];
/** Of those with a crowd at the door: one that stays, and others that are packed. */
const crowdSeeds = [7, 14, 15, 64];
/** Of those whose browser ends before what is urgent got out, and those with an evidence log. */
const markSeeds = [77];
const witnessSeeds = [136, 763];

describe('the simulation, with the engine’s own digests', () => {
  it(`[WS1] [WS2] [WS3] [WS4] [WS5] [WS6] [WS7] [WS8] [WS9] [WS10] [WS11] holds in ${seeds} seeds`, async () => {
    for (let seed = 1; seed <= seeds; seed += 1)
      expect({ seed, violations: (await run(seed)).violations }).toEqual({ seed, violations: [] });
  }, 120_000);

  it('holds in the seeds that once found a fault', async () => {
    for (const { seed, keep } of regressions) {
      const whole = makePlan(seed);
      const plan = keep === undefined ? whole : keepEvents(whole, keep);
      const { violations } = await fromMacrotask(() => runPlan(plan, sha256));
      expect({ seed, violations }).toEqual({ seed, violations: [] });
    }
  }, 120_000);

  it('[WS14] [IN2] [IN8] decides alike everywhere where people write into one field at once, and loses no word', async () => {
    const seeds = [5, 9, 19, 43];
    for (const seed of seeds) {
      expect(makePlan(seed).events.some(({ what }) => what === 'command')).toBe(true);
      expect({ seed, violations: (await run(seed)).violations }).toEqual({ seed, violations: [] });
    }
  }, 60_000);

  it('[WS15] [RV2] [RV3] empties tablets that were ordered to, hears of each, and loses nothing that they had not sent', async () => {
    for (const seed of wipeSeeds) {
      expect(makePlan(seed).events.some(({ what }) => what === 'wipe')).toBe(true);
      expect({ seed, violations: (await run(seed)).violations }).toEqual({ seed, violations: [] });
    }
  }, 60_000);

  it('[WS16] [ST5] [ST6] brings what is urgent past a crowd, and starves nobody', async () => {
    for (const seed of crowdSeeds) {
      expect(makePlan(seed).events.some((event) => event.what === 'write' && event.isUrgent)).toBe(true);
      expect({ seed, violations: (await run(seed)).violations }).toEqual({ seed, violations: [] });
    }
  }, 60_000);

  it('[WS16] [ST8] sends what is urgent first after the end of its browser too', async () => {
    for (const seed of markSeeds) {
      expect(makePlan(seed).traits.keepsMarks).toBe(true);
      expect({ seed, violations: (await run(seed)).violations }).toEqual({ seed, violations: [] });
    }
  }, 60_000);

  it('[WS17] [WI9] lets every witness of two histories say so, and no other', async () => {
    for (const seed of witnessSeeds) {
      expect(makePlan(seed).events.some(({ what }) => what === 'history')).toBe(true);
      expect({ seed, violations: (await run(seed)).violations }).toEqual({ seed, violations: [] });
    }
  }, 60_000);

  it('[WS13] leaves the same trace for the same seed, and another for another', async () => {
    const traces = [(await run(4)).trace, (await run(4)).trace, (await run(5)).trace];
    expect(traces[1]).toBe(traces[0]);
    expect(traces[2]).not.toBe(traces[0]);
  }, 60_000);

  it('[WS12] gives the same outcomes with clocks that nobody touched', async () => {
    for (const seed of [34, 66]) expect((await run(seed)).violations).toEqual([]);
  }, 60_000);

  it('finds a fault, makes its plan small, and fails again with what is left', async () => {
    const whole = makePlan(12);
    // A tablet that stays away for good: its unsent operations never arrive.
    const down = { at: 12_500, what: 'link', tablet: 0, state: 'down' } as const;
    const calm = whole.events.filter(({ what }) => what === 'write');
    const broken = { ...whole, events: [down, ...calm], leavesLinkDown: true };
    const { violations } = await fromMacrotask(() => runPlan(broken, sha256));
    expect(violations[0]?.id).toBe('WS6');
    const small = await fromMacrotask(() => shrinkPlan(broken, 'WS6', sha256));
    expect(small.plan.events.length).toBeLessThan(broken.events.length / 4);
    const again = keepEvents(broken, keptEvents(broken, small.plan));
    expect((await fromMacrotask(() => runPlan(again, sha256))).violations[0]?.id).toBe('WS6');
  }, 120_000);
});

function run(seed: number) {
  return fromMacrotask(() => runSeed(seed, sha256));
}

function storage() {
  const scheduler = new Scheduler();
  return { health: 'well' as const, wellSince: 0, scheduler, lots: createLots(1, 'test'), slowestMs: 0 };
}

outboxContractSuite('simulation', async () => {
  const disk = createOutboxDisk();
  const open = () => createOutbox(disk, { storage: storage(), life: new Life(), opens: () => true });
  return {
    store: open(),
    reopen: async () => open(),
    journalOf: async (n) => disk.journal.filter((entry) => entry.n === n).map(({ outcome }) => outcome),
  };
});

replicaContractSuite('simulation', async () => {
  const disk = createReplicaDisk();
  const witness = { handleApplied: () => undefined };
  const open = () => createReplica(disk, { storage: storage(), life: new Life(), witness });
  return {
    store: open(),
    reopen: async () => open(),
    leavesOf: async (scope) => disk.leaves.get(scope) ?? [],
  };
});

logContractSuite('simulation', async () => {
  const database = new Database({
    scheduler: new Scheduler(),
    lots: createLots(1, 'test'),
    slowestMs: 0,
    lagMs: 0,
    now: () => 1_800_000_001_000,
    handleCommit: () => undefined,
    handleDoubled: () => undefined,
  });
  return {
    store: database.connect({ isDead: false, crash: () => undefined }),
    enrol: async (dev, inst) => {
      const key = installationKey({ dev, inst });
      database.state.installations.set(key, { lastN: 0, lastHash: null, blocked: false });
    },
    close: async () => undefined,
  };
});
