import { describe, expect, it } from 'vitest';
import { AutoLock } from './auto-lock.ts';

describe('AutoLock', () => {
  it('locks when nobody touched anything for the chosen time', () => {
    const world = createWorld();
    world.tab.choose(2);
    world.pass(119_000);
    expect(world.locks).toBe(0);
    world.pass(1_000);
    expect(world.locks).toBe(1);
  });

  it('counts a touch in another tab', () => {
    const world = createWorld();
    const other = world.open();
    world.tab.choose(2);
    world.pass(100_000);
    other.touch();
    world.pass(100_000);
    expect(world.locks).toBe(0);
  });

  it('does not lock a wall that somebody watches, and begins to count when he leaves it', () => {
    const world = createWorld();
    world.isWatching = true;
    world.pass(3_600_000);
    world.isWatching = false;
    world.pass(60_000);
    expect(world.locks).toBe(0);
  });

  it('does not believe a touch from the future, as a clock that was set back leaves it', () => {
    const world = createWorld();
    world.kept.set('truc:touched-at', String(world.now + 86_400_000));
    world.pass(600_000);
    expect(world.locks).toBe(1);
  });
});

function createWorld() {
  const kept = new Map<string, string>();
  const world = {
    kept,
    now: 1_800_000_000_000,
    isWatching: false,
    locks: 0,
    open,
    pass,
    tab: null as never as AutoLock,
  };
  world.tab = open();
  return world;

  function open(): AutoLock {
    return new AutoLock({
      storage: {
        getItem: (key) => kept.get(key) ?? null,
        setItem: (key, value) => void kept.set(key, value),
      },
      now: () => world.now,
      mayLock: () => !world.isWatching,
      lock: () => (world.locks += 1),
    });
  }

  function pass(ms: number) {
    world.now += ms;
    world.tab.look();
  }
}
