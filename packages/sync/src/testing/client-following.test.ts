import { type ScopeHead } from '@truc/sync/protocol';
import { describe, expect, it } from 'vitest';
import { enrolledWorld, followingWorld, gate, rechain, tamper } from './client-world.ts';
import { sampleCommand, sampleScope } from './samples.ts';

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
