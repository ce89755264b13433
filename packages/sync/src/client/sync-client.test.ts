import { sha256 } from '@noble/hashes/sha2.js';
import { describe, expect, it } from 'vitest';
import {
  bodyLimitBytes,
  nextScopeChain,
  scopeGenesis,
  type DeviceId,
  type ScopeHead,
} from '../protocol/index.ts';
import {
  createCrankedTransport,
  createMemoryLocks,
  createMemoryLog,
  createMemoryLogDisk,
  createMemoryOutbox,
  createMemoryOutboxDisk,
  createMemoryReplica,
  createMemoryReplicaDisk,
  createSeededRandom,
  createSimulatedTime,
  createTestServer,
  sampleCommand,
  sampleScope,
} from '../testing/index.ts';
import { createSyncClient, type ClientPorts } from './index.ts';

const gate = sampleScope('gate');

describe('enrolment', () => {
  it('[DE1] refuses to write before a signed-in person enrolled the browser, then needs no network', async () => {
    const world = createWorld({ isSignedIn: false });
    await world.client.start();
    await world.crank();
    expect(await world.client.write(sampleCommand())).toMatchObject({
      ok: false,
      error: { code: 'not_enrolled' },
    });
    expect(world.client.status()).toMatchObject({ connection: 'signed_out', enrolled: false });
    world.cookies.isSignedIn = true;
    world.client.handleSignedIn();
    await world.crank();
    expect(world.client.status()).toMatchObject({ connection: 'online', enrolled: true });
    expect(await world.client.write(sampleCommand())).toMatchObject({ ok: true });
  });

  it('[DE2] registers again under the same numbers with a server that forgot it', async () => {
    const world = await enrolledWorld();
    const before = world.outbox.device;
    world.log.installations.clear();
    await world.client.write(sampleCommand());
    await world.crankFor(20_000);
    expect(world.outbox.device).toMatchObject({ dev: before?.dev, inst: before?.inst });
    expect(world.client.status()).toMatchObject({ unsent: 0, problems: [] });
  });

  it('[DE3] gets the next installation of the same device when its storage was lost', async () => {
    const world = await enrolledWorld();
    const { dev } = world.outbox.device ?? {};
    world.outbox.device = null;
    const again = world.another();
    await again.start();
    await world.crank();
    expect(world.outbox.device).toMatchObject({ dev, inst: 2, n: 0 });
  });

  it('[DE4] [SV6] two copies of one browser both go on, each under its own installation, and lose nothing', async () => {
    const world = await enrolledWorld();
    const copy = structuredClone(world.outbox);
    await world.client.write(sampleCommand({ body: { text: 'original' } }));
    await world.crank();
    await world.client.stop();
    const clone = world.another({ outbox: createMemoryOutbox(copy) });
    await clone.start();
    await clone.write(sampleCommand({ body: { text: 'copy 1' } }));
    await clone.write(sampleCommand({ body: { text: 'copy 2' } }));
    await world.crankFor(20_000);
    expect(copy.device).toMatchObject({ inst: 2 });
    await clone.write(sampleCommand({ body: { text: 'copy 3' } }));
    await world.crank();
    expect(clone.status()).toMatchObject({ unsent: 0, needsYou: 2 });
    expect(world.log.leaves.map(({ op, code }) => [JSON.parse(op.b).text, code])).toEqual([
      ['original', null],
      ['copy 1', 'device_fork'],
      ['copy 2', 'device_fork'],
      ['copy 3', null],
    ]);
  });
});

describe('writing and sending', () => {
  it('[OB2] [RT3] sends at once what was written, several in one turn together', async () => {
    const world = await enrolledWorld();
    await Promise.all([1, 2, 3].map((number) => world.client.write(sampleCommand({ body: { number } }))));
    expect(world.client.status()).toMatchObject({ unsent: 3 });
    await world.time.advance(0);
    const flight = await world.net.next();
    expect(JSON.parse(flight.text).ops).toHaveLength(3);
    expect(world.client.status()).toMatchObject({ round: 'sending', sending: { from: 1, to: 3 } });
    await flight.deliver();
    await world.crank();
    expect(world.client.status()).toMatchObject({ round: 'idle', sending: null, unsent: 0, attempt: 0 });
    expect(world.net.flights).toEqual([]);
  });

  it('[OB5] keeps the operation when the server is unreachable, and when its reply is lost after the commit', async () => {
    const world = await enrolledWorld();
    await world.client.write(sampleCommand());
    await world.time.advance(0);
    (await world.net.next()).dropRequest();
    await world.time.settle();
    expect(world.client.status()).toMatchObject({ connection: 'offline', unsent: 1, attempt: 1 });
    await world.time.advance(1_000);
    await (await world.net.next()).dropReply();
    await world.time.settle();
    expect(world.client.status()).toMatchObject({ unsent: 1, attempt: 2 });
    await world.time.advance(2_000);
    await world.crank();
    expect(world.client.status()).toMatchObject({ connection: 'online', unsent: 0, attempt: 0 });
    expect(world.log.leaves).toHaveLength(1);
  });

  it('[OB8] takes outcomes of other operations for no receipt', async () => {
    const world = await enrolledWorld();
    const other = world.another({
      transport: {
        ...world.net,
        push: async (request) => ({
          ok: true,
          value: {
            v: 1,
            outcomes: [
              { n: request.from + 1, opId: null, status: 'accepted', code: null, scope: gate, seq: 1 },
            ],
            heads: [],
            time: { recv: 1, sent: 1 },
          },
        }),
      },
    });
    await other.start();
    await other.write(sampleCommand());
    await world.time.advance(0);
    expect(other.status()).toMatchObject({ unsent: 1, attempt: 1 });
    expect(world.outbox.journal).toEqual([]);
  });

  it('[SV3] refills a log that was restored from its acknowledged operations', async () => {
    const world = await enrolledWorld();
    for (let at = 0; at < 5; at += 1) await world.client.write(sampleCommand());
    await world.crank();
    restoreEmpty(world);
    await world.client.write(sampleCommand());
    await world.crankFor(2_000);
    expect(world.log.leaves.map(({ n }) => n)).toEqual([1, 2, 3, 4, 5, 6]);
    expect(world.client.status()).toMatchObject({ unsent: 0, problems: [] });
  });

  it('[SV3] says which place is lost when the server asks for one that is no longer here', async () => {
    const world = await enrolledWorld();
    for (let at = 0; at < 3; at += 1) await world.client.write(sampleCommand());
    await world.crank();
    world.outbox.rows = world.outbox.rows.slice(1);
    restoreEmpty(world);
    await world.client.write(sampleCommand());
    await world.crankFor(2_000);
    expect(world.client.status()).toMatchObject({ unsent: 1, problems: [{ kind: 'lost_range', need: 1 }] });
  });

  it('[OB7] says that the storage is full or failing, and counts nothing as written', async () => {
    const world = await enrolledWorld();
    for (const code of ['storage_full', 'storage_failed'] as const) {
      world.outbox.failing = { code };
      expect(await world.client.write(sampleCommand())).toEqual({ ok: false, error: { code } });
    }
    expect(world.client.status()).toMatchObject({ unsent: 0 });
  });

  it('[EN3] throws on a body beyond the limit before anything is stored', async () => {
    const world = await enrolledWorld();
    const body = { text: 'x'.repeat(bodyLimitBytes) };
    await expect(world.client.write(sampleCommand({ body }))).rejects.toThrow('Broken invariant');
    expect(world.outbox.rows).toEqual([]);
  });
});

describe('retrying', () => {
  it('[RT1] gives up a storage or a transport that hangs, and tries again', async () => {
    const world = await enrolledWorld();
    await world.client.write(sampleCommand());
    await world.time.advance(0);
    await world.net.next();
    await world.time.advance(11_000);
    expect(world.client.status()).toMatchObject({ connection: 'offline', attempt: 1, unsent: 1 });
    const hanging = {
      ...createMemoryOutbox(world.outbox),
      append: () => new Promise<never>(() => undefined),
    };
    const other = world.another({ outbox: hanging });
    const written = other.write(sampleCommand());
    await world.time.advance(10_000);
    expect(await written).toMatchObject({ ok: false, error: { code: 'storage_failed' } });
  });

  it('[RT4] goes on sending when nobody is signed in, and pulls again after a sign-in', async () => {
    const world = await enrolledWorld();
    world.client.follow([gate]);
    world.cookies.isSignedIn = false;
    await world.client.write(sampleCommand());
    await world.crank();
    expect(world.client.status()).toMatchObject({ connection: 'signed_out', unsent: 0 });
    expect(world.replica.cursors.size).toBe(0);
    world.cookies.isSignedIn = true;
    world.client.handleSignedIn();
    await world.crank();
    expect(world.client.status()).toMatchObject({ connection: 'online' });
    expect(world.replica.cursors.get(gate)?.seq).toBe(1);
  });

  it('[RT6] pulls although its pushes are refused, and says why they are', async () => {
    const world = await enrolledWorld();
    const [key] = world.log.installations.keys();
    world.log.installations.set(key ?? '', { lastN: 0, lastHash: null, blocked: true });
    await world.client.write(sampleCommand());
    world.client.follow([gate]);
    await world.crank();
    expect(world.routes).toContain('pull');
    expect(world.client.status()).toMatchObject({
      unsent: 1,
      problems: [{ kind: 'refused', code: 'device_blocked' }],
    });
    world.log.installations.set(key ?? '', { lastN: 0, lastHash: null, blocked: false });
    await world.crankFor(20_000);
    expect(world.client.status()).toMatchObject({ unsent: 0, problems: [] });
  });

  it('[RT5] a round that is stuck for good is given up by the watchdog, which counts it', async () => {
    const world = await enrolledWorld();
    let isStuck = true;
    const stuck = world.another({
      locks: {
        withLock: (_name, run) => (isStuck ? new Promise(() => undefined) : run().then(() => 'held')),
      },
    });
    await stuck.start();
    await stuck.write(sampleCommand());
    await world.time.advance(10_000);
    isStuck = false;
    await world.crankFor(20_000);
    expect(stuck.status()).toMatchObject({ unsent: 0, watchdogFires: 1 });
  });

  it('[RT7] passes by a lock that a frozen tab holds', async () => {
    const world = await enrolledWorld();
    const tab = world.another({ locks: { withLock: async () => 'busy' } });
    await tab.start();
    await tab.write(sampleCommand());
    await world.crankFor(9_000);
    expect(world.log.leaves).toEqual([]);
    await world.crankFor(3_000);
    expect(world.log.leaves).toHaveLength(1);
    expect(tab.status()).toMatchObject({ unsent: 0, watchdogFires: 0 });
  });

  it('[RT8] tries at once when the network comes back', async () => {
    const world = await enrolledWorld();
    await world.client.write(sampleCommand());
    for (let failures = 0; failures < 6; failures += 1) {
      await world.time.advance(15_000);
      for (const flight of world.net.flights.splice(0)) flight.dropRequest();
      await world.time.settle();
    }
    world.client.handleOffline();
    expect(world.client.status()).toMatchObject({ connection: 'offline' });
    world.client.handleOnline();
    expect(world.client.status()).toMatchObject({ attempt: 0 });
    await world.crank();
    expect(world.client.status()).toMatchObject({ connection: 'online', unsent: 0 });
  });

  it('[RT9] takes a portal’s page for no answer', async () => {
    const world = await enrolledWorld();
    await world.client.write(sampleCommand());
    await world.time.advance(0);
    (await world.net.next()).garble();
    await world.time.settle();
    expect(world.client.status()).toMatchObject({ connection: 'offline', unsent: 1, attempt: 1 });
  });

  it('[RT2] waits as long as the server asks', async () => {
    const world = await enrolledWorld();
    await world.client.write(sampleCommand());
    await world.time.advance(0);
    (await world.net.next()).refuse(JSON.stringify({ code: 'too_many_requests', retryAfterMs: 9_000 }));
    await world.time.advance(8_900);
    expect(world.net.flights).toEqual([]);
    await world.time.advance(1_000);
    expect(world.net.flights.map(({ route }) => route)).toEqual(['push']);
  });

  it('[PV2] asks for an update, and still writes and keeps', async () => {
    const world = await enrolledWorld();
    await world.client.write(sampleCommand());
    await world.time.advance(0);
    (await world.net.next()).refuse(JSON.stringify({ code: 'unsupported_version' }));
    await world.time.settle();
    expect(world.client.status()).toMatchObject({ connection: 'update_needed', unsent: 1 });
    expect(await world.client.write(sampleCommand())).toMatchObject({ ok: true });
  });
});

describe('following', () => {
  it('[CU12] pulls when poked, unless it holds that head or does not follow that scope', async () => {
    const world = await enrolledWorld();
    world.client.follow([gate]);
    await world.client.write(sampleCommand());
    await world.crank();
    world.routes.length = 0;
    const poke = (scope: ScopeHead['scope'], head: number) =>
      world.client.handlePoke({ scope, epoch: 1, head });
    poke(gate, 1);
    poke(sampleScope('roof'), 9);
    await world.crank();
    expect(world.routes).toEqual([]);
    poke(gate, 2);
    await world.crank();
    expect(world.routes).toEqual(['pull']);
  });

  it('[CU12] pulls every half minute or so without any poke', async () => {
    const world = await enrolledWorld();
    world.client.follow([gate]);
    await world.crank();
    world.routes.length = 0;
    await world.crankFor(10 * 60_000);
    expect(world.routes.length).toBeGreaterThanOrEqual(16);
    expect(world.routes.length).toBeLessThanOrEqual(27);
  });

  it('[CU6] refetches a scope whose epoch changed', async () => {
    const world = await followingWorld();
    world.log.epoch = 2;
    rechain(world);
    world.client.handleOnline();
    await world.crank();
    expect(world.replica.cursors.get(gate)).toMatchObject({ epoch: 2, seq: 3 });
    expect(world.replica.leaves.get(gate)).toHaveLength(3);
    expect(world.client.status().problems).toEqual([]);
  });

  it('[CU9] shows a log that was rewritten, refetches it once, and leaves it alone the second time', async () => {
    const world = await followingWorld();
    tamper(world);
    rechain(world);
    world.client.handleOnline();
    await world.crank();
    expect(world.client.status().problems).toEqual([{ kind: 'diverged', scope: gate }]);
    expect(world.replica.cursors.get(gate)?.chain).toBe(world.log.scopes.get(gate)?.chain);
    tamper(world);
    rechain(world);
    world.client.handleOnline();
    await world.crank();
    world.routes.length = 0;
    await world.crankFor(120_000);
    expect(world.routes).toEqual([]);
    expect(world.replica.cursors.get(gate)?.chain).not.toBe(world.log.scopes.get(gate)?.chain);
  });

  it('[CU10] forgets a scope that may no longer be read', async () => {
    const world = await followingWorld();
    world.readable.delete(gate);
    world.client.handleOnline();
    await world.crank();
    expect(world.replica.leaves.size).toBe(0);
  });
});

type World = ReturnType<typeof createWorld>;

function createWorld({ isSignedIn = true } = {}) {
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
    clock: time,
    random,
  });
  const net = createCrankedTransport(server, cookies);
  const outbox = createMemoryOutboxDisk();
  const replica = createMemoryReplicaDisk();
  const ports: ClientPorts = {
    outbox: createMemoryOutbox(outbox),
    replica: createMemoryReplica(replica),
    transport: net,
    locks: createMemoryLocks(),
    clock: time,
    timers: time,
    random,
    randomBytes: random,
    sha256,
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

async function enrolledWorld(): Promise<World> {
  const world = createWorld();
  await world.client.start();
  await world.crank();
  return world;
}

/** Three entries written, sent and pulled. */
async function followingWorld(): Promise<World> {
  const world = await enrolledWorld();
  world.client.follow([gate]);
  for (let at = 0; at < 3; at += 1) await world.client.write(sampleCommand());
  await world.crank();
  expect(world.replica.cursors.get(gate)?.seq).toBe(3);
  return world;
}

/** A backup from before the first entry is put back. */
function restoreEmpty({ log }: World): void {
  log.epoch += 1;
  log.leaves = [];
  log.outcomes = [];
  log.scopes.clear();
  for (const key of log.installations.keys()) {
    log.installations.set(key, { lastN: 0, lastHash: null, blocked: false });
  }
}

/** Somebody with the database in his hands changes when an entry came in ... */
function tamper({ log }: World): void {
  log.leaves = log.leaves.map((leaf, at) => (at === 1 ? { ...leaf, recvAt: leaf.recvAt + 1 } : leaf));
}

/** ... and makes all hashes after it fit again. */
function rechain({ log }: World): void {
  let chain = scopeGenesis(sha256, gate, log.epoch);
  log.leaves = log.leaves.map((leaf) => {
    chain = nextScopeChain(sha256, { chain, seq: leaf.seq, hash: leaf.hash, recvAt: leaf.recvAt });
    return { ...leaf, chain };
  });
  log.scopes.set(gate, { scope: gate, epoch: log.epoch, head: log.leaves.length, chain });
}
