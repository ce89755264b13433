import type { DeviceId } from '@truc/sync/protocol';
import { describe, expect, it } from 'vitest';
import { createTurns, longestTurnMs, type Seat, type Turn } from './turns.ts';

const device = (number: number) => `device-${number}` as DeviceId;

function atTheDoor(seats: number) {
  const time = { now: 0 };
  const turns = createTurns({ seats, clock: { now: () => time.now, monotonic: () => time.now } });
  return {
    time,
    knock: (number: number, lane: 'bulk' | 'hurried' = 'bulk') => turns.knock(device(number), lane),
  };
}

function seatOf(entry: Seat | Turn): Seat {
  if (!('leave' in entry)) throw new Error(`told to come in ${entry.retryAfterMs} ms`);
  return entry;
}

function turnOf(entry: Seat | Turn): Turn {
  if ('leave' in entry) throw new Error('let in');
  return entry;
}

describe('turns at the door', () => {
  it('[ST3] lets everybody in at once while there are seats', () => {
    const { knock } = atTheDoor(2);
    seatOf(knock(1)).leave();
    seatOf(knock(1));
    seatOf(knock(2));
  });

  it('[ST3] tells the others their turns, later and later, within a window', () => {
    const { knock } = atTheDoor(1);
    seatOf(knock(0));
    const turns = Array.from({ length: 2_000 }, (_, at) => turnOf(knock(at + 1)).retryAfterMs);
    expect(turns).toEqual([...turns].sort((a, b) => a - b));
    expect(turns.at(-1)).toBe(longestTurnMs);
    expect(turnOf(knock(3_000))).toMatchObject({ maxBatch: 250 });
  });

  it('[ST4] lets nobody overtake: who has just been served is told a turn behind those who wait', () => {
    const { knock } = atTheDoor(2);
    seatOf(knock(0));
    const served = seatOf(knock(1));
    turnOf(knock(2));
    turnOf(knock(3));
    served.leave();
    turnOf(knock(1));
    turnOf(knock(3));
    seatOf(knock(2)).leave();
    turnOf(knock(1));
    seatOf(knock(3)).leave();
    seatOf(knock(1));
  });

  it('[ST4] serves a crowd in rounds and never runs dry: nobody has two batches more than another', () => {
    const { time, knock } = atTheDoor(64);
    const count = 500;
    // The database is quick, then busy with something else, then quick again.
    const batchMs = () => (Math.floor(time.now / 7_000) % 2 === 0 ? 15 : 45);
    const served = Array.from({ length: count }, () => 0);
    const dueAt = served.map((_, number) => number % 100);
    const leaving: { seat: Seat; endsAt: number }[] = [];
    let workUntil = 0;
    let possible = 0;
    for (; time.now < 40_000; time.now += 5) {
      possible += 5 / batchMs();
      // Once the database stands still for three seconds.
      if (time.now === 9_000) {
        workUntil = Math.max(workUntil, time.now) + 3_000;
        possible -= 3_000 / batchMs();
      }
      while ((leaving[0]?.endsAt ?? Number.POSITIVE_INFINITY) <= time.now) leaving.shift()?.seat.leave();
      for (const [number, at] of dueAt.entries()) {
        if (at > time.now) continue;
        const entry = knock(number);
        if ('leave' in entry) {
          served[number] = (served[number] ?? 0) + 1;
          workUntil = Math.max(workUntil, time.now) + batchMs();
          leaving.push({ seat: entry, endsAt: workUntil });
          dueAt[number] = workUntil + 20;
        } else dueAt[number] = time.now + entry.retryAfterMs + ((number * 37) % 500);
      }
    }
    expect(Math.max(...served) - Math.min(...served)).toBeLessThanOrEqual(2);
    expect(served.reduce((sum, batches) => sum + batches, 0)).toBeGreaterThan(0.9 * possible);
  });

  it('[ST4] gives the turn of a tablet that does not come by to the next', () => {
    const { time, knock } = atTheDoor(1);
    const first = seatOf(knock(1));
    turnOf(knock(2));
    turnOf(knock(3));
    first.leave();
    time.now = 10_000;
    seatOf(knock(3));
  });

  it('[ST2] has seats beside for the backlog before an urgent operation', () => {
    const { knock } = atTheDoor(2);
    seatOf(knock(1));
    seatOf(knock(2));
    turnOf(knock(3));
    seatOf(knock(4, 'hurried'));
    turnOf(knock(5, 'hurried'));
  });
});
