import { sha256 } from '@noble/hashes/sha2.js';
import { describe, expect, it } from 'vitest';
import { nextScopeChain, scopeGenesis, type ScopeId } from '@truc/sync/protocol';
import { createFaultyTransport, noFaults, type FaultRates } from './faulty-transport.ts';
import { createMemoryLog, createMemoryLogDisk, type MemoryLogDisk } from './memory-log.ts';
import { createSeededRandom } from './seeded-random.ts';
import { createSimulatedTime } from './simulated-time.ts';
import { Tablet } from './tablet.ts';
import { createTestServer } from './test-server.ts';

const seeds = Number(process.env['TRUC_FUZZ_SEEDS'] ?? 100);
const firstSeed = Number(process.env['TRUC_FUZZ_FIRST'] ?? 1);
const scopes = ['post:gate', 'post:roof'] as ScopeId[];
const stormy: FaultRates = { loseRequest: 0.2, loseReply: 0.2, hang: 0.05, garble: 0.05, late: 0.2 };

describe('two tablets and a server over a faulty network', () => {
  it(`[OB5] [SV4] [CU2] [RT5] ${seeds} seeds: nothing is lost, doubled, skipped or left standing`, async () => {
    for (let seed = firstSeed; seed < firstSeed + seeds; seed += 1) {
      try {
        await runSeed(seed);
      } catch (cause) {
        throw new Error(`seed ${seed} (TRUC_FUZZ_FIRST=${seed} TRUC_FUZZ_SEEDS=1)`, { cause });
      }
    }
  }, 60_000);
});

async function runSeed(seed: number): Promise<void> {
  const world = createWorld(seed);
  const { random, time, tablets, disk } = world;
  for (const tablet of tablets) await tablet.openTab();
  for (let turn = 0; turn < 40; turn += 1) {
    await takeTurn(world, turn);
    await time.advance(random.below(4_000));
  }
  world.rates = noFaults;
  disk.crashBeforeCommit = false;
  for (const tablet of tablets) if (tablet.tabs.length === 0) await tablet.openTab();
  // Cap of the backoff, one hanging request, and the poll that asks for what a lost poke did not bring.
  await time.advance(60_000);
  checkLog(disk);
  for (const tablet of tablets) checkTablet(tablet, disk);
}

function createWorld(seed: number) {
  const random = createSeededRandom(seed);
  const time = createSimulatedTime();
  const disk = createMemoryLogDisk();
  const world = { random, time, disk, rates: noFaults, tablets: [] as Tablet[] };
  const server = createTestServer({ disk, store: createMemoryLog(disk, time), clock: time, random });
  for (let at = 0; at < 2; at += 1) {
    const cookies = { dev: null, isSignedIn: true };
    const transport = createFaultyTransport({
      server,
      cookies,
      timers: time,
      random,
      rates: () => world.rates,
    });
    world.tablets.push(new Tablet({ time, random, transport, scopes }));
  }
  server.onHeads = (heads) => {
    for (const tab of world.tablets.flatMap((tablet) => tablet.tabs)) {
      for (const head of heads) if (random.next() < 0.7) tab.handlePoke(head);
    }
  };
  return world;
}

async function takeTurn(world: ReturnType<typeof createWorld>, turn: number): Promise<void> {
  const { random, tablets, disk } = world;
  const tablet = tablets[random.below(tablets.length)];
  const scope = scopes[random.below(scopes.length)];
  if (tablet === undefined || scope === undefined) return;
  const lot = random.below(20);
  if (lot < 10) {
    for (let count = random.below(4); count >= 0; count -= 1) tablet.write(scope, `${turn}.${count}`);
  } else if (lot < 12) world.rates = stormy;
  else if (lot < 14) world.rates = noFaults;
  else if (lot === 14) disk.crashBeforeCommit = true;
  else if (lot === 15) tablet.jumpWall((random.next() - 0.5) * 20 * 365 * 86_400_000);
  else if (lot === 16) tablet.kill();
  else if (lot === 17 && tablet.tabs.length > 1) tablet.freezeTab(random.below(tablet.tabs.length));
  else if (tablet.tabs.length < 3) await tablet.openTab();
}

function checkLog(disk: MemoryLogDisk): void {
  for (const { scope, epoch, head, chain } of disk.scopes.values()) {
    const leaves = disk.leaves.filter((leaf) => leaf.scope === scope);
    expect(leaves.map(({ seq }) => seq)).toEqual(leaves.map((_, at) => at + 1));
    let link = scopeGenesis(sha256, scope, epoch);
    const lastN = new Map<string, number>();
    for (const { seq, hash, recvAt, dev, n } of leaves) {
      link = nextScopeChain(sha256, { chain: link, seq, hash, recvAt });
      if (n <= (lastN.get(dev) ?? 0)) throw new Error(`${dev} wrote ${n} after ${lastN.get(dev)}`);
      lastN.set(dev, n);
    }
    expect([leaves.length, link]).toEqual([head, chain]);
  }
}

function checkTablet(tablet: Tablet, disk: MemoryLogDisk): void {
  const received = new Map<string | null, number>();
  for (const { opId } of disk.leaves) received.set(opId, (received.get(opId) ?? 0) + 1);
  const written = tablet.outbox.rows.map(({ record }) => record.opId);
  const stored = new Set(written);
  expect(tablet.saved.filter((opId) => !stored.has(opId))).toEqual([]);
  expect(written.filter((opId) => received.get(opId) !== 1)).toEqual([]);
  expect(tablet.outbox.rows.map(({ state }) => state).filter((state) => state !== 'acknowledged')).toEqual(
    [],
  );
  for (const scope of scopes) {
    const log = disk.leaves.filter((leaf) => leaf.scope === scope).map(({ hash }) => hash);
    expect((tablet.replica.leaves.get(scope) ?? []).map(({ hash }) => hash)).toEqual(log);
    if (log.length > 0) {
      expect(tablet.replica.cursors.get(scope)?.chain).toBe(disk.scopes.get(scope)?.chain);
    }
  }
  for (const tab of tablet.tabs) {
    const { unsent, watchdogFires, problems } = tab.status();
    expect({ watchdogFires, problems }).toEqual({ watchdogFires: 0, problems: [] });
    expect(unsent).toBe(0);
  }
}
