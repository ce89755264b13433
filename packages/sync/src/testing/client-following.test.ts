import { readHeader, type ScopeHead } from '@truc/sync/protocol';
import type { SyncClient } from '@truc/sync/client';
import type { Judge } from '@truc/sync/server';
import { createMemoryLocks } from './memory-locks.ts';
import { createMemoryOutbox, createMemoryOutboxDisk } from './memory-outbox.ts';
import { createMemoryReplica, createMemoryReplicaDisk } from './memory-replica.ts';
import { describe, expect, it } from 'vitest';
import {
  createWorld,
  enrolledWorld,
  followingWorld,
  gate,
  rechain,
  tamper,
  restoreEmpty,
  type World,
} from './client-world.ts';
import { sampleCommand, sampleScope } from './samples.ts';
import { openJudge } from './test-server.ts';

/** Another tablet, which follows nothing and sends what it writes. */
async function anotherWriter(world: World): Promise<SyncClient> {
  world.cookies.dev = null;
  const outbox = createMemoryOutbox(createMemoryOutboxDisk());
  const writer = world.another({
    outbox,
    replica: createMemoryReplica(createMemoryReplicaDisk()),
    locks: createMemoryLocks(),
  });
  await writer.start();
  await world.crank();
  return writer;
}

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

  it.each(['a poke about', 'its watch taken note of after'])(
    '[CU12] pulls once more when, before the answer of a pull comes, it hears of %s what that answer has not',
    async (news) => {
      const world = await followingWorld();
      const writer = await anotherWriter(world);
      world.client.handleOnline();
      await world.time.advance(0);
      const arrive = await (await world.net.next()).halfway();
      await writer.write(sampleCommand());
      await world.crank();
      if (news === 'a poke about') world.client.handlePoke({ scope: gate, epoch: 1, head: 4 });
      else world.client.handleOnline();
      arrive();
      await world.crank();
      expect(world.replica.cursors.get(gate)?.seq).toBe(4);
    },
  );

  it('[CU12] pulls no more for a poke about what the answer on its way brings', async () => {
    const world = await followingWorld();
    const writer = await anotherWriter(world);
    await writer.write(sampleCommand());
    await world.crank();
    world.client.handleOnline();
    await world.time.advance(0);
    const arrive = await (await world.net.next()).halfway();
    world.client.handlePoke({ scope: gate, epoch: 1, head: 4 });
    arrive();
    world.routes.length = 0;
    await world.crank();
    expect(world.replica.cursors.get(gate)?.seq).toBe(4);
    expect(world.routes).not.toContain('pull');
  });

  it('[CU12] asks for nothing of which it was poked and which another tab has fetched', async () => {
    const world = await followingWorld();
    const other = world.another({});
    other.follow([gate]);
    await other.start();
    await world.crank();
    await world.client.write(sampleCommand());
    await world.crank();
    world.routes.length = 0;
    const { seq = 0, epoch = 0 } = world.replica.cursors.get(gate) ?? {};
    other.handlePoke({ scope: gate, epoch, head: seq });
    await world.crank();
    expect(world.routes).toEqual([]);
    other.handlePoke({ scope: gate, epoch, head: seq + 1 });
    await world.crank();
    expect(world.routes).toEqual(['pull']);
    other.handlePoke({ scope: gate, epoch: epoch + 1, head: 1 });
    await world.crank();
    expect(world.routes).toEqual(['pull', 'pull']);
  });

  it('[CU12] begins no other round for news that the one under way fetches', async () => {
    const world = await enrolledWorld();
    await world.client.stop();
    const locks = createMemoryLocks();
    let rounds = 0;
    const client = world.another({
      locks: {
        withLock(name, run) {
          rounds += 1;
          return locks.withLock(name, run);
        },
      },
    });
    client.follow([gate]);
    await client.start();
    await world.crank();
    rounds = 0;
    await client.write(sampleCommand());
    await world.time.advance(0);
    // Poked about what it is sending just now, before the receipt.
    client.handlePoke({ scope: gate, epoch: 1, head: 1 });
    await world.crank();
    expect(rounds).toBe(1);
    expect(world.replica.leaves.get(gate)).toHaveLength(1);
  });

  it('[CU12] [RT3] goes on at once when it is poked while an attempt fails', async () => {
    const world = await enrolledWorld();
    world.client.follow([gate]);
    await world.crank();
    await world.client.write(sampleCommand());
    await world.time.advance(0);
    const lost = await world.net.next();
    world.client.handlePoke({ scope: gate, epoch: 1, head: 1 });
    lost.dropRequest();
    await world.time.settle();
    await world.time.advance(0);
    expect(world.net.flights.length).toBeGreaterThan(0);
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

  it('[CU5] asks again at once from where another tab has come to', async () => {
    const world = await followingWorld();
    const store = createMemoryReplica(world.replica);
    let refusals = 0;
    const slower = world.another({
      replica: {
        ...store,
        // The other tab stores the same page in the moment before.
        async apply(delta) {
          const isStored = await store.apply(delta);
          return isStored && refusals++ > 0;
        },
      },
    });
    await world.client.stop();
    world.replica.cursors.clear();
    world.replica.leaves.clear();
    slower.follow([gate]);
    await slower.start();
    world.routes.length = 0;
    await world.crank();
    expect(world.routes.filter((route) => route === 'pull')).toHaveLength(2);
    expect(world.replica.leaves.get(gate)).toHaveLength(3);
  });

  it('[TI3] writes after what it read, though its own clock is behind', async () => {
    const world = await followingWorld();
    const behindMs = 60_000;
    const clock = { now: () => world.time.now() - behindMs, monotonic: () => world.time.monotonic() };
    const outbox = createMemoryOutboxDisk();
    world.cookies.dev = null;
    const reader = world.another({
      clock,
      outbox: createMemoryOutbox(outbox),
      replica: createMemoryReplica(createMemoryReplicaDisk()),
    });
    reader.follow([gate]);
    await reader.start();
    await world.crank();
    const seen = readHeader(world.log.leaves.at(-1)?.op ?? { h: '', b: '', s: '' })?.hlc;
    expect(outbox.device?.hlc).toEqual(seen);
    expect(seen?.t).toBeGreaterThan(clock.now());
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
    expect(world.routes).not.toContain('pull');
    expect(world.replica.cursors.get(gate)?.chain).not.toBe(world.log.scopes.get(gate)?.chain);
  });

  it('[CU10] forgets a scope that may no longer be read', async () => {
    const world = await followingWorld();
    world.readable.delete(gate);
    world.client.handleOnline();
    await world.crank();
    expect(world.replica.leaves.size).toBe(0);
  });

  it('[OB10] offers again what a restored log has lost, though nothing new is written', async () => {
    const world = await followingWorld();
    restoreEmpty(world);
    world.client.handleOnline();
    await world.crank();
    expect(world.log.leaves).toHaveLength(3);
    expect(world.replica.cursors.get(gate)).toMatchObject({ epoch: 2, seq: 3 });
  });

  it('[OB9] goes on refilling where a lost reply and a new start left it, and hears what became of all', async () => {
    const world = await followingWorld();
    world.client.follow([]);
    restoreEmpty(world);
    await world.client.write(sampleCommand());
    await world.time.advance(0);
    await (await world.net.next()).deliver();
    await world.time.advance(0);
    expect(world.client.status()).toMatchObject({ unsent: 4 });
    await (await world.net.next()).dropReply();
    await world.client.stop();
    expect(world.log.leaves).toHaveLength(4);
    const again = world.another();
    await again.start();
    await world.crankFor(2_000);
    expect(again.status()).toMatchObject({ unsent: 0, problems: [] });
    expect(world.outbox.rows.map(({ outcome }) => outcome?.seq)).toEqual([1, 2, 3, 4]);
    expect(world.log.leaves).toHaveLength(4);
  });

  it('[OB9] [OB10] hears what a log that was refilled by a late copy of its own request decided otherwise', async () => {
    let isOpen = true;
    const judge: Judge = {
      async decide(place, questions) {
        const verdicts = await openJudge.decide(place, questions);
        if (isOpen) return verdicts;
        return verdicts.map((verdict) => ({ ...verdict, status: 'quarantined', code: 'revoked_since' }));
      },
    };
    const world = createWorld({ judge });
    await world.client.start();
    await world.crank();
    for (let at = 0; at < 3; at += 1) await world.client.write(sampleCommand());
    await world.time.advance(0);
    const flight = await world.net.next();
    await flight.deliver();
    await world.crank();
    restoreEmpty(world);
    isOpen = false;
    await flight.deliver();
    await world.crankFor(200_000);
    expect(world.client.status()).toMatchObject({ unsent: 0, needsYou: 3 });
  });

  it('[OB9] [SV17] hears it also where its newest operation got the same word at the same place again', async () => {
    let isFirstLife = true;
    const judge: Judge = {
      async decide(place, questions) {
        const verdicts = await openJudge.decide(place, questions);
        return verdicts.map((verdict, at) =>
          isFirstLife || questions[at]?.header?.n === 3 ? verdict : { ...verdict, status: 'accepted_late' },
        );
      },
    };
    const world = createWorld({ judge });
    await world.client.start();
    await world.crank();
    for (let at = 0; at < 3; at += 1) await world.client.write(sampleCommand());
    await world.time.advance(0);
    const flight = await world.net.next();
    await flight.deliver();
    await world.crank();
    restoreEmpty(world);
    isFirstLife = false;
    await flight.deliver();
    await world.crankFor(200_000);
    expect(world.client.status()).toMatchObject({ unsent: 0, problems: [] });
    const told = world.outbox.rows.map(({ outcome }) => `${outcome?.status} ${outcome?.seq}`);
    expect(told).toEqual(['accepted_late 1', 'accepted_late 2', 'accepted 3']);
  });

  it('[OB9] keeps on offering to a restored server that has the device blocked, and says so', async () => {
    const world = await followingWorld();
    restoreEmpty(world);
    const block = (blocked: boolean) => {
      for (const [key, row] of world.log.installations) world.log.installations.set(key, { ...row, blocked });
    };
    block(true);
    world.client.handleOnline();
    await world.crankFor(120_000);
    expect(world.client.status()).toMatchObject({
      unsent: 3,
      problems: [{ kind: 'refused', code: 'device_blocked' }],
    });
    block(false);
    await world.crankFor(30_000);
    expect(world.client.status()).toMatchObject({ unsent: 0, problems: [] });
    expect(world.log.leaves).toHaveLength(3);
  });

  it('[OB9] [OB10] refills a restored log from a tablet that reads none', async () => {
    const world = await followingWorld();
    world.client.follow([]);
    restoreEmpty(world);
    await world.crankFor(200_000);
    expect(world.log.leaves).toHaveLength(3);
  });
});
