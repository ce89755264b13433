import type { PushRequest } from '@truc/sync/protocol';
import { describe, expect, it } from 'vitest';
import { enrolledWorld, gate, type World } from './client-world.ts';
import type { Flight } from './cranked-transport.ts';
import { sampleCommand } from './samples.ts';

const write = (world: World, urgent = false) => world.client.write(sampleCommand({ urgent }));
const sent = (flight: Flight) => JSON.parse(flight.text) as PushRequest;

/** One entry written and turned away with a turn `afterMs` from now. */
async function crowdedWorld(afterMs: number, maxBatch = 250): Promise<World> {
  const world = await enrolledWorld();
  await write(world);
  await world.time.advance(0);
  const flight = await world.net.next();
  flight.refuse(JSON.stringify({ code: 'too_many_requests', retryAfterMs: afterMs, maxBatch }));
  await world.time.advance(0);
  return world;
}

describe('lanes', () => {
  it('[ST6] waits for its turn without counting a failure, pulls meanwhile, and brings what it was told', async () => {
    const world = await crowdedWorld(19_900, 2);
    for (let at = 0; at < 4; at += 1) await write(world);
    expect(world.client.status()).toMatchObject({ connection: 'online', attempt: 0, problems: [] });
    world.client.follow([gate]);
    await world.crank();
    expect(world.routes.filter((route) => route === 'pull').length).toBeGreaterThan(0);
    world.routes.length = 0;
    await world.crankFor(19_500);
    expect(world.routes).not.toContain('push');
    await world.time.advance(1_000);
    const flight = await world.net.next();
    expect(sent(flight)).toMatchObject({ lane: 'bulk', from: 1, ops: [{}, {}] });
    await flight.deliver();
    await world.crank();
    expect(world.client.status()).toMatchObject({ unsent: 0, watchdogFires: 0 });
  });

  it('[ST5] sends what is urgent at once, with the few before it, although its turn is far', async () => {
    const world = await crowdedWorld(15_000);
    await write(world);
    await write(world, true);
    await write(world);
    await world.time.advance(0);
    const flight = await world.net.next();
    expect(sent(flight)).toMatchObject({ lane: 'urgent', from: 1, ops: [{}, {}, {}] });
    await flight.deliver();
    await world.time.advance(0);
    await world.crank();
    expect(world.log.leaves.map(({ n }) => n)).toEqual([1, 2, 3, 4]);
  });

  it('[ST5] takes a longer backlog before it along in whole segments, up to it and no farther', async () => {
    const world = await crowdedWorld(15_000);
    for (let at = 0; at < 299; at += 1) await write(world);
    await write(world, true);
    await write(world);
    const lanes: [string, number, number][] = [];
    while ((await world.time.advance(0), world.net.flights.length > 0)) {
      const flight = await world.net.next();
      if (flight.route === 'push')
        lanes.push([sent(flight).lane, sent(flight).from, sent(flight).ops.length]);
      await flight.deliver();
    }
    expect(lanes.every(([lane], at) => lane === (at === lanes.length - 1 ? 'bulk' : 'urgent'))).toBe(true);
    expect(lanes.at(-1)).toEqual(['bulk', 302, 1]);
    expect(lanes.length).toBeLessThan(6);
    expect(world.log.leaves).toHaveLength(302);
  });

  it('[ST5] comes again soon when even the urgent lane is full', async () => {
    const world = await enrolledWorld();
    await write(world, true);
    await world.time.advance(0);
    const flight = await world.net.next();
    flight.refuse(JSON.stringify({ code: 'too_many_requests', retryAfterMs: 20_000 }));
    await world.time.advance(600);
    const again = await world.net.next();
    expect(sent(again)).toMatchObject({ lane: 'urgent', ops: [{}] });
  });
});
