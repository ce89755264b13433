/** One client, one server, and a network cranked by hand. */
import { sha256 } from '@noble/hashes/sha2.js';
import { createSyncClient, type ClientPorts } from '@truc/sync/client';
import { nextScopeChain, scopeGenesis, type DeviceId } from '@truc/sync/protocol';
import { expect } from 'vitest';
import { createCrankedTransport } from './cranked-transport.ts';
import { noSigner, openLeases } from './memory-leases.ts';
import { createMemoryLocks } from './memory-locks.ts';
import { createMemoryLog, createMemoryLogDisk } from './memory-log.ts';
import { createMemoryOutbox, createMemoryOutboxDisk } from './memory-outbox.ts';
import { createMemoryReplica, createMemoryReplicaDisk } from './memory-replica.ts';
import { sampleCommand, sampleScope } from './samples.ts';
import { createSeededRandom } from './seeded-random.ts';
import { createSimulatedTime } from './simulated-time.ts';
import { createTestServer, type TestServerOptions } from './test-server.ts';

export const gate = sampleScope('gate');

export type World = ReturnType<typeof createWorld>;

export type WorldOptions = Partial<
  Pick<TestServerOptions, 'lease' | 'leaseKey' | 'decider' | 'judge' | 'evidence'> &
    Pick<ClientPorts, 'leases' | 'signer' | 'settledBy' | 'witness'>
> & {
  readonly isSignedIn?: boolean;
};

export function createWorld({
  isSignedIn = true,
  lease,
  leaseKey,
  decider,
  judge,
  evidence,
  ...change
}: WorldOptions = {}) {
  const time = createSimulatedTime();
  const random = createSeededRandom(7);
  const log = createMemoryLogDisk();
  const readable = new Set([gate]);
  const routes: string[] = [];
  const cookies = { dev: null as DeviceId | null, isSignedIn };
  const mayRead = async () => new Set(readable);
  const server = createTestServer({
    disk: log,
    store: createMemoryLog(log, time),
    mayRead,
    ...(decider && { decider }),
    ...(judge && { judge }),
    ...(evidence && { evidence }),
    clock: time,
    random,
    ...(lease && { lease }),
    ...(leaseKey && { leaseKey }),
  });
  const net = createCrankedTransport(server, cookies);
  const outbox = createMemoryOutboxDisk();
  const replica = createMemoryReplicaDisk();
  const ports: ClientPorts = {
    outbox: createMemoryOutbox(outbox),
    replica: createMemoryReplica(replica),
    leases: openLeases,
    signer: noSigner,
    transport: net,
    locks: createMemoryLocks(),
    clock: time,
    timers: time,
    random,
    randomBytes: random,
    sha256,
    ...change,
  };
  return {
    time,
    log,
    readable,
    routes,
    cookies,
    net,
    outbox,
    replica,
    client: createSyncClient(ports),
    another: (change: Partial<ClientPorts> = {}) => createSyncClient({ ...ports, ...change }),
    /** Delivers everything that is on its way now, and what follows from it at once. */
    async crank() {
      await time.advance(0);
      while (net.flights.length > 0) {
        const flight = await net.next();
        routes.push(flight.route);
        await flight.deliver();
        await time.advance(0);
      }
    },
    async crankFor(forMs: number) {
      for (let passed = 0; passed < forMs; passed += 250) {
        await this.crank();
        await time.advance(250);
      }
      await this.crank();
    },
  };
}

export async function enrolledWorld(): Promise<World> {
  const world = createWorld();
  await world.client.start();
  await world.crank();
  return world;
}

/** Three entries written, sent and pulled. */
export async function followingWorld(): Promise<World> {
  const world = await enrolledWorld();
  world.client.follow([gate]);
  for (let at = 0; at < 3; at += 1) await world.client.write(sampleCommand());
  await world.crank();
  expect(world.replica.cursors.get(gate)?.seq).toBe(3);
  return world;
}

/** A backup from before the first entry is put back. */
export function restoreEmpty({ log }: World): void {
  log.epoch += 1;
  log.leaves = [];
  log.outcomes = [];
  log.scopes.clear();
  for (const key of log.installations.keys()) {
    log.installations.set(key, { lastN: 0, lastHash: null, blocked: false });
  }
}

/** Somebody with the database in his hands changes when an entry came in ... */
export function tamper({ log }: World): void {
  log.leaves = log.leaves.map((leaf, at) => (at === 1 ? { ...leaf, recvAt: leaf.recvAt + 1 } : leaf));
}

/** ... and makes all hashes after it fit again. */
export function rechain({ log }: World): void {
  let chain = scopeGenesis(sha256, gate, log.epoch);
  log.leaves = log.leaves.map((leaf) => {
    chain = nextScopeChain(sha256, { chain, seq: leaf.seq, hash: leaf.hash, recvAt: leaf.recvAt });
    return { ...leaf, chain };
  });
  log.scopes.set(gate, { scope: gate, epoch: log.epoch, born: log.epoch, head: log.leaves.length, chain });
}
