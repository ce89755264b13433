import { describe, expect, it } from 'vitest';
import { clockChangedKind, ClockChangedSchema, type PersonId } from '@truc/sync/protocol';
import * as v from 'valibot';
import { createWorld, gate, type World } from './client-world.ts';
import { sampleCommand } from './samples.ts';

const hour = 3_600_000;
const place = { scope: gate, actor: 'an' as PersonId };

/** A tablet whose wall and monotonic clock can be moved apart. */
async function clockedWorld() {
  const world = createWorld();
  const moved = { wallMs: 0, sleptMs: 0 };
  let asleep: (() => void)[] | null = null;
  const clock = {
    now: () => world.time.now() + moved.wallMs,
    monotonic: () => world.time.monotonic() - moved.sleptMs,
  };
  const timers = {
    after: (delayMs: number, run: () => void) =>
      world.time.after(delayMs, () => (asleep === null ? run() : asleep.push(run))),
  };
  const client = world.another({ clock, timers });
  await client.start();
  await world.crank();
  return {
    world,
    client,
    moved,
    /** Nothing runs and the monotonic clock stands still, while the world goes on. */
    async sleep(forMs: number) {
      const missed: (() => void)[] = (asleep = []);
      await world.time.advance(forMs);
      moved.sleptMs += forMs;
      asleep = null;
      for (const run of missed) run();
    },
  };
}

function changesIn({ outbox }: World) {
  return outbox.rows
    .filter(({ record }) => record.kind === clockChangedKind)
    .map(({ record }) => v.parse(ClockChangedSchema, JSON.parse(record.op.b)));
}

describe('a device whose clock jumps', () => {
  it('[TI4] writes what the clock would have shown and what it shows, where its person works', async () => {
    const { world, client, moved } = await clockedWorld();
    client.workAt(place);
    moved.wallMs = -hour;
    await world.crankFor(6_000);
    expect(changesIn(world).map(({ from, to }) => to - from)).toEqual([-hour]);
    expect(world.log.leaves.map(({ scope }) => scope)).toEqual([gate]);
  });

  it('[TI4] writes a clock that was put forward once the server says that it is wrong, also without the server', async () => {
    const { world, client, moved } = await clockedWorld();
    client.workAt(place);
    moved.wallMs = hour;
    await world.time.advance(25_000);
    expect(changesIn(world).map(({ to, from }) => to - from)).toEqual([hour]);
  });

  it('[TI4] writes nothing about a sleep: the server says that the wall clock is right', async () => {
    const { world, client, sleep } = await clockedWorld();
    client.workAt(place);
    client.follow([gate]);
    await world.crank();
    await sleep(3 * hour);
    await world.crankFor(30_000);
    expect(client.status().clock?.off).toBe(0);
    expect(changesIn(world)).toEqual([]);
  });

  it('[TI4] keeps a jump until somebody works here', async () => {
    const { world, client, moved } = await clockedWorld();
    moved.wallMs = -hour;
    await world.crankFor(12_000);
    expect(changesIn(world)).toEqual([]);
    client.workAt(place);
    await world.crankFor(6_000);
    expect(changesIn(world)).toHaveLength(1);
  });

  it('[TI4] writes one line for all of its tabs', async () => {
    const { world, client, moved } = await clockedWorld();
    const clock = { now: () => world.time.now() + moved.wallMs, monotonic: () => world.time.monotonic() };
    const other = world.another({ clock });
    await other.start();
    for (const tab of [client, other]) tab.workAt(place);
    moved.wallMs = -hour;
    await world.crankFor(12_000);
    expect(changesIn(world)).toHaveLength(1);
  });

  it('[TI4] writes a clock that stands still once, however long it hangs, and again when it hangs anew', async () => {
    const { world, client, moved } = await clockedWorld();
    client.workAt(place);
    const hang = async (forMs: number) => {
      const stoodAt = world.time.now() + moved.wallMs;
      for (let passed = 0; passed < forMs; passed += 1_000) {
        await world.crankFor(1_000);
        moved.wallMs = stoodAt - world.time.now();
      }
    };
    await hang(90_000);
    expect(changesIn(world)).toHaveLength(1);
    await world.crankFor(60_000);
    expect(changesIn(world)).toHaveLength(1);
    await hang(40_000);
    expect(changesIn(world)).toHaveLength(2);
  });

  it('[TI4] writes a clock that is set while it stands still', async () => {
    const { world, client, moved } = await clockedWorld();
    client.workAt(place);
    for (let passed = 0; passed < 30_000; passed += 1_000) {
      await world.crankFor(1_000);
      moved.wallMs -= 1_000;
    }
    moved.wallMs -= hour;
    await world.crankFor(12_000);
    expect(changesIn(world)).toHaveLength(2);
  });

  it('[TI1] tells the last contact by the server’s clock, whatever its own shows', async () => {
    const { world, client, moved } = await clockedWorld();
    moved.wallMs = hour;
    await client.write({ ...sampleCommand(), scope: gate });
    await world.crank();
    expect(client.status().lastContactAt).toBe(world.time.now());
  });

  it('[TI1] [TI2] keeps the server time of what is written through every jump', async () => {
    const { world, client, moved } = await clockedWorld();
    for (const wallMs of [0, 40 * 365 * 24 * hour, -5 * 365 * 24 * hour]) {
      moved.wallMs = wallMs;
      const written = await client.write({ ...place, kind: 'logbook.entry', v: 1, body: { text: 'x' } });
      if (!written.ok) throw new Error(written.error.code);
      const { wall, off } = JSON.parse(written.value.op.h) as { wall: number; off: number };
      expect(wall + off).toBe(world.time.now());
    }
  });
});
