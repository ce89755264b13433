import { sha256 } from '@noble/hashes/sha2.js';
import { describe, expect, it } from 'vitest';
import { deliverOutbox, type ClientPorts, type Delivery } from '@truc/sync/client';
import type { PushRequest } from '@truc/sync/protocol';
import { enrolledWorld, createWorld, type World } from './client-world.ts';
import type { Flight } from './cranked-transport.ts';
import { noSigner, openLeases } from './memory-leases.ts';
import { createMemoryLocks } from './memory-locks.ts';
import { createMemoryOutbox } from './memory-outbox.ts';
import { createMemoryReplica } from './memory-replica.ts';
import { createMemoryUrgent, type MemoryUrgentDisk } from './memory-urgent.ts';
import { sampleCommand } from './samples.ts';
import { createSeededRandom } from './seeded-random.ts';

const sent = (flight: Flight) => JSON.parse(flight.text) as PushRequest;

/** A browser whose last page is gone, with `count` entries unsent. */
async function leftBehind(count: number): Promise<World> {
  const world = await enrolledWorld();
  await world.client.stop();
  for (let at = 0; at < count; at += 1) await world.client.write(sampleCommand());
  return world;
}

/** The worker of the same browser: its disks and locks, and nothing in its memory. */
function workerOf(world: World, change: Partial<ClientPorts> = {}): ClientPorts {
  const random = createSeededRandom(11);
  return {
    outbox: createMemoryOutbox(world.outbox),
    replica: createMemoryReplica(world.replica),
    leases: openLeases,
    signer: noSigner,
    transport: world.net,
    locks: createMemoryLocks(),
    clock: world.time,
    timers: world.time,
    random,
    randomBytes: random,
    sha256,
    ...change,
  };
}

function watch(delivery: Promise<Delivery>): { result: Delivery | null } {
  const watched: { result: Delivery | null } = { result: null };
  void delivery.then((result) => (watched.result = result));
  return watched;
}

describe('a service worker', () => {
  it('[SW1] sends what the last page left unsent, exactly once, and asks for nothing else', async () => {
    const world = await leftBehind(3);
    world.routes.length = 0;
    const delivery = watch(deliverOutbox(workerOf(world)));
    await world.crank();
    expect(delivery.result).toBe('delivered');
    expect(world.routes).toEqual(['push']);
    expect(world.log.leaves.map(({ n }) => n)).toEqual([1, 2, 3]);
    expect(world.outbox.rows.map(({ state }) => state)).toEqual([
      'acknowledged',
      'acknowledged',
      'acknowledged',
    ]);
  });

  it('[SW1] does nothing in a browser that holds nothing or was never enrolled', async () => {
    const nothing = await leftBehind(0);
    const never = createWorld();
    for (const world of [nothing, never]) {
      world.routes.length = 0;
      expect(await deliverOutbox(workerOf(world))).toBe('delivered');
      expect(world.routes).toEqual([]);
    }
  });

  it('[SW2] tries again by itself, and gives up so that the browser wakes it later', async () => {
    const world = await leftBehind(1);
    const delivery = watch(deliverOutbox(workerOf(world)));
    await world.time.advance(0);
    (await world.net.next()).dropRequest();
    await world.crankFor(2_000);
    expect(delivery.result).toBe('delivered');

    const cut = await leftBehind(1);
    const hopeless = watch(deliverOutbox(workerOf(cut)));
    for (let passed = 0; passed < 120_000 && hopeless.result === null; passed += 250) {
      for (const flight of cut.net.flights.splice(0)) flight.dropRequest();
      await cut.time.advance(250);
    }
    expect(hopeless.result).toBe('again');
    expect(cut.outbox.rows.map(({ state }) => state)).toEqual(['unsent']);
  });

  it('[SW3] leaves the sending to a tab that holds the lock, and takes over from one that never lets go', async () => {
    const world = await leftBehind(1);
    const locks = createMemoryLocks();
    let release = (): void => undefined;
    void locks.withLock('truc-sync', () => new Promise((resolve) => (release = resolve)));
    const delivery = watch(deliverOutbox(workerOf(world, { locks })));
    await world.time.advance(9_000);
    expect(world.net.flights).toEqual([]);
    await world.crankFor(2_000);
    expect(delivery.result).toBe('delivered');
    release();
    expect(world.log.leaves).toHaveLength(1);
  });

  it('[SW3] ends at once when a tab has sent all of it meanwhile', async () => {
    const world = await leftBehind(1);
    const locks = createMemoryLocks();
    void locks.withLock('truc-sync', () => new Promise(() => undefined));
    const delivery = watch(deliverOutbox(workerOf(world, { locks })));
    await world.time.advance(500);
    world.outbox.rows = world.outbox.rows.map((row) => ({ ...row, state: 'acknowledged' }));
    await world.time.advance(500);
    expect(delivery.result).toBe('delivered');
    expect(world.net.flights).toEqual([]);
  });
});

describe('what is urgent when its browser ends', () => {
  it('[ST8] goes first again, in its lane, in whatever opens next, and is forgotten once it was sent', async () => {
    const disk: MemoryUrgentDisk = { place: null };
    const urgent = createMemoryUrgent(disk);
    const world = await enrolledWorld();
    const page = world.another({ urgent });
    await page.start();
    await world.crank();
    await page.stop();
    await page.write(sampleCommand());
    await page.write(sampleCommand({ urgent: true }));
    await page.write(sampleCommand());
    expect(disk.place).toMatchObject({ n: 2 });

    const next = world.another({ urgent });
    await next.start();
    await world.time.advance(0);
    const flights: Flight[] = [];
    while (flights.length < 2) {
      const flight = await world.net.next();
      if (flight.route === 'push') flights.push(flight);
      await flight.deliver();
      await world.time.advance(0);
    }
    expect(flights.map((flight) => [sent(flight).lane, sent(flight).from, sent(flight).ops.length])).toEqual([
      ['urgent', 1, 2],
      ['bulk', 3, 1],
    ]);
    expect(disk.place).toBeNull();
  });

  it('[ST8] goes first from the service worker too', async () => {
    const world = await leftBehind(1);
    await world.client.write(sampleCommand({ urgent: true }));
    const [, record] = world.outbox.rows.map((row) => row.record);
    const urgent = createMemoryUrgent({ place: record ?? null });
    void deliverOutbox(workerOf(world, { urgent }));
    await world.time.advance(0);
    expect(sent(await world.net.next())).toMatchObject({ lane: 'urgent', from: 1, ops: [{}, {}] });
  });
});
