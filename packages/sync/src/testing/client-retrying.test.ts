import { describe, expect, it } from 'vitest';
import { enrolledWorld, gate } from './client-world.ts';
import { createMemoryOutbox } from './memory-outbox.ts';
import { sampleCommand } from './samples.ts';

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

  it('[RT3] lets what is written after a failed attempt start none for 2 s, unless it is urgent or the network is there', async () => {
    const world = await enrolledWorld();
    await world.client.write(sampleCommand());
    await world.time.advance(0);
    for (let attempt = 1; attempt <= 4; attempt += 1) {
      (await world.net.next()).dropRequest();
      await world.time.advance(2_000);
    }
    (await world.net.next()).dropRequest();
    await world.time.settle();
    const { attempt } = world.client.status();
    await world.client.write(sampleCommand());
    await world.time.advance(0);
    expect(world.net.flights).toEqual([]);
    await world.client.write(sampleCommand({ urgent: true }));
    await world.time.advance(0);
    (await world.net.next()).dropRequest();
    await world.time.settle();
    expect(world.client.status()).toMatchObject({ attempt: attempt + 1 });
    world.client.handleOnline();
    await world.crank();
    expect(world.client.status()).toMatchObject({ unsent: 0, attempt: 0 });
  });

  it('[RT10] tries a link that failed with 8 operations, and sends the rest whole once it holds', async () => {
    const world = await enrolledWorld();
    for (let number = 0; number < 40; number += 1) await world.client.write(sampleCommand());
    await world.time.advance(0);
    const whole = await world.net.next();
    expect(lengthOf(whole)).toBe(40);
    whole.dropRequest();
    await world.time.advance(2_000);
    const short = await world.net.next();
    expect(lengthOf(short)).toBe(8);
    await short.deliver();
    await world.time.settle();
    expect(lengthOf(await world.net.next())).toBe(32);
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

  it('[RT5] attempts that hang in a store until their deadline, and the waits between them, are no defect', async () => {
    const world = await enrolledWorld();
    const slow = world.another({
      outbox: { ...createMemoryOutbox(world.outbox), nextSegment: () => new Promise<never>(() => undefined) },
      random: { next: () => 0.99 },
    });
    await slow.start();
    await slow.write(sampleCommand());
    await world.crankFor(200_000);
    expect(slow.status()).toMatchObject({ unsent: 1, watchdogFires: 0 });
    expect(slow.status().attempt).toBeGreaterThan(6);
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

function lengthOf({ text }: { readonly text: string }): number {
  return (JSON.parse(text) as { ops: unknown[] }).ops.length;
}
