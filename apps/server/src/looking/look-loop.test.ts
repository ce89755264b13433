import type { Timers } from '@truc/base';
import { beforeEach, describe, expect, it } from 'vitest';
import { LookLoop } from './look-loop.ts';

type Look = { readonly end: (restMs: number) => void; readonly fail: (error: Error) => void };

let looks: Look[];
let due: { readonly ms: number; readonly run: () => void }[];
let failures: unknown[];

const timers: Timers = {
  after(ms, run) {
    const timer = { ms, run };
    due.push(timer);
    return () => (due = due.filter((other) => other !== timer));
  },
};

beforeEach(() => {
  looks = [];
  due = [];
  failures = [];
});

it('looks once for all that wakes it while it gathers', async () => {
  const loop = begin(500);
  loop.wake();
  loop.wake();
  expect(looks).toHaveLength(0);
  pass(500);
  expect(looks).toHaveLength(1);
  await end(9_000);
  expect(due.map(({ ms }) => ms)).toEqual([9_000]);
});

describe.each([0, 500])('a loop that gathers for %i ms', (gatherMs) => {
  it('looks once more for all that wakes it during its look', async () => {
    const loop = begin(gatherMs);
    loop.wake();
    pass(gatherMs);
    loop.wake();
    loop.wake();
    expect(looks).toHaveLength(1);
    await end(9_000);
    pass(gatherMs);
    expect(looks).toHaveLength(2);
    await end(9_000);
    expect(due.map(({ ms }) => ms)).toEqual([9_000]);
  });

  it('goes on by itself, and does not keep the old time when it is woken before', async () => {
    const loop = begin(gatherMs);
    loop.wake();
    pass(gatherMs);
    await end(9_000);
    loop.wake();
    expect(due.every(({ ms }) => ms === gatherMs)).toBe(true);
    pass(gatherMs);
    await end(9_000);
    pass(9_000);
    expect(looks).toHaveLength(3);
  });

  it('goes on after a look that failed', async () => {
    const loop = begin(gatherMs);
    loop.wake();
    pass(gatherMs);
    looks.at(-1)?.fail(new Error('no database'));
    await settled();
    expect(failures).toEqual([new Error('no database')]);
    expect(due.map(({ ms }) => ms)).toEqual([77]);
  });

  it('looks now when it is asked to, after what is under way', async () => {
    const loop = begin(gatherMs);
    loop.wake();
    pass(gatherMs);
    let isDone = false;
    const asked = loop.look().then(() => (isDone = true));
    await end(9_000);
    expect(looks).toHaveLength(2);
    expect(isDone).toBe(false);
    await end(9_000);
    await asked;
    expect(due).toHaveLength(1);
  });

  it('ends with its look, and looks no more', async () => {
    const loop = begin(gatherMs);
    loop.wake();
    pass(gatherMs);
    loop.wake();
    const closed = loop.close();
    await end(9_000);
    await closed;
    loop.wake();
    await loop.look();
    expect(looks).toHaveLength(1);
    expect(due).toEqual([]);
  });
});

function begin(gatherMs: number): LookLoop {
  return new LookLoop({
    look: () => new Promise((end, fail) => void looks.push({ end, fail })),
    failed: (error) => {
      failures.push(error);
      return 77;
    },
    gatherMs,
    timers,
  });
}

/** What is due after so long runs; what is gathered for no time at all has run by itself. */
function pass(ms: number): void {
  const [now, later] = [due.filter((timer) => timer.ms === ms), due.filter((timer) => timer.ms !== ms)];
  due = later;
  for (const { run } of now) run();
}

async function end(restMs: number): Promise<void> {
  looks.at(-1)?.end(restMs);
  await settled();
}

/** Every promise that can go on has. */
function settled(): Promise<void> {
  return new Promise((resolve) => setImmediate(resolve));
}
