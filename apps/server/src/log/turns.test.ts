import type { DeviceId } from '@truc/sync/protocol';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { serveCrowd } from '../testing/crowd.ts';
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

function doorOf(seats: number) {
  return (monotonic: () => number) => createTurns({ seats, clock: { now: monotonic, monotonic } });
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

  it('[ST4] has who got ahead while seats were empty wait until all have had as many', () => {
    const { time, knock } = atTheDoor(8);
    const first = Array.from({ length: 8 }, (_, at) => seatOf(knock(at)));
    for (let at = 8; at < 40; at += 1) turnOf(knock(at));
    for (const seat of first) seat.leave();
    // The others are on their way. 39 comes before its turn, and once more.
    time.now = 1_000;
    seatOf(knock(39)).leave();
    turnOf(knock(39));
    for (let at = 8; at < 39; at += 1) seatOf(knock(at)).leave();
    seatOf(knock(39));
  });

  it('[ST4] lets nobody have luck twice in a round, however empty the seats are', () => {
    const { knock } = atTheDoor(8);
    const first = Array.from({ length: 8 }, (_, at) => seatOf(knock(at)));
    for (let at = 8; at < 40; at += 1) turnOf(knock(at));
    for (const seat of first) seat.leave();
    seatOf(knock(39)).leave();
    turnOf(knock(39));
    turnOf(knock(39));
  });

  it('[ST4] has a newcomer wait behind those of the round, and before those who have had theirs', () => {
    const { knock } = atTheDoor(1);
    const first = seatOf(knock(0));
    turnOf(knock(1));
    turnOf(knock(2));
    first.leave();
    seatOf(knock(1)).leave();
    turnOf(knock(1));
    turnOf(knock(3));
    seatOf(knock(2)).leave();
    turnOf(knock(1));
    seatOf(knock(3)).leave();
    seatOf(knock(1)).leave();
  });

  it('[ST4] counts as a turn what hurried', () => {
    const { knock } = atTheDoor(2);
    const first = [seatOf(knock(0)), seatOf(knock(1))];
    for (const number of [2, 3, 4]) turnOf(knock(number));
    seatOf(knock(4, 'hurried')).leave();
    turnOf(knock(4));
    turnOf(knock(5));
    for (const seat of first) seat.leave();
    for (const number of [2, 3, 5]) seatOf(knock(number)).leave();
    seatOf(knock(4));
  });

  const paces = {
    'an even pace': () => 12,
    'a quick one': () => 5,
    'a slow one': () => 40,
    'one that is quick, then busy with something else, then quick again': (now: number) =>
      Math.floor(now / 7_000) % 2 === 0 ? 15 : 45,
    'one that starts slowly': (now: number) => (now < 3_000 ? 30 : 10),
  };
  it.each(Object.entries(paces))('[ST4] serves a crowd in rounds and never runs dry, at %s', (_, batchMs) => {
    const { ahead, idleMs, throughMs } = serveCrowd(doorOf(64), { devices: 500, batches: 4, batchMs });
    expect(ahead).toBeLessThanOrEqual(2);
    expect(idleMs).toBeLessThan(0.1 * Math.max(...throughMs));
    // Three of four rounds are over before anybody is through.
    expect(Math.max(...throughMs) / Math.min(...throughMs)).toBeLessThan(1.45);
  });

  it('[ST4] stays fair through a standstill of three seconds', () => {
    const { ahead, throughMs } = serveCrowd(doorOf(64), {
      ...{ devices: 500, batches: 8, batchMs: () => 15 },
      standstill: { at: 20_000, ms: 3_000 },
    });
    expect(ahead).toBeLessThanOrEqual(2);
    expect(Math.max(...throughMs) / Math.min(...throughMs)).toBeLessThan(1.25);
  });

  it('[ST4] never lets a device have more than three batches that another one of the crowd has not', () => {
    fc.assert(
      fc.property(
        fc.record({
          devices: fc.integer({ min: 100, max: 200 }),
          batches: fc.integer({ min: 1, max: 6 }),
          seats: fc.integer({ min: 4, max: 24 }),
          paceMs: fc.integer({ min: 5, max: 200 }),
          standstill: fc.record({ at: fc.nat(5_000), ms: fc.nat(6_000) }),
          seed: fc.nat(),
        }),
        ({ seats, paceMs, ...crowd }) => {
          const { ahead, throughMs } = serveCrowd(doorOf(seats), { ...crowd, batchMs: () => paceMs });
          expect(throughMs).toHaveLength(crowd.devices);
          expect(ahead).toBeLessThanOrEqual(3);
        },
      ),
      { numRuns: 40 },
    );
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
