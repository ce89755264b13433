import type { DrivableWall, DriveAnswer, OpenOwnWall, OwnWallAnswer } from '@truc/domain/api';
import { firstWallState, type WallState } from '@truc/domain/watch';
import { beforeEach, describe, expect, it, vi } from 'vitest';
import { DriveController } from './drive-controller.svelte.ts';
import { OwnWall } from './own-wall.svelte.ts';

// Outside of the compiler a rune is a value and no more.
vi.stubGlobal(
  '$state',
  Object.assign((value: unknown) => value, { raw: (value: unknown) => value }),
);

const settled = () => new Promise((resolve) => setImmediate(resolve));
const cameras = ['c1', 'c2', 'c3', 'c4', 'c5'];
const state: WallState = { ...firstWallState(cameras), tiles: 4, rounds: null };

function wallOf(now: WallState, version = 1): DrivableWall {
  const wall = { version, state: now, driver: null };
  return { ...{ id: 'w', kind: 'own', name: '', place: '', post: null, cameras, shown: null }, wall };
}

describe('a desk that drives another wall', () => {
  let wall: DrivableWall;
  let sent: (WallState | null)[];
  let answers: ((outcome: DriveAnswer['outcome'] | null) => void)[];
  let desk: DriveController;

  beforeEach(() => {
    [wall, sent, answers] = [wallOf(state), [], []];
    desk = new DriveController({
      wall: () => wall,
      failure: () => 'unreachable',
      drive: (_, next) => {
        sent.push(next);
        return new Promise((resolve) => answers.push(resolve));
      },
    });
  });

  it('says all that is to be shown, and shows that at once', async () => {
    desk.turn(1);
    expect(desk.state?.page).toBe(1);
    expect(sent).toEqual([{ ...state, page: 1 }]);
    wall = wallOf({ ...state, page: 1 }, 2);
    answers[0]?.('done');
    await settled();
    expect([desk.isBusy, desk.problem, desk.state?.page]).toEqual([false, null, 1]);
  });

  it('folds what comes while a change is under way into one that follows it', async () => {
    desk.put(0, 'c5');
    desk.swap(1, 2);
    desk.change({ rounds: 30 });
    expect(sent).toHaveLength(1);
    answers[0]?.('done');
    await settled();
    expect(sent).toHaveLength(2);
    expect(sent[1]).toMatchObject({ rounds: 30 });
    expect(sent[1]?.cameras.slice(0, 3)).toEqual(['c5', 'c3', 'c2']);
    answers[1]?.('done');
    await settled();
    expect(desk.isBusy).toBe(false);
  });

  it.each([
    ['held', 'held'],
    ['changed', 'changed'],
    [null, 'unreachable'],
  ] as const)(
    'falls back to what the wall shows when it is answered %s, and says so',
    async (outcome, why) => {
      desk.turn(1);
      answers[0]?.(outcome);
      await settled();
      expect([desk.problem, desk.state?.page]).toEqual([why, 0]);
    },
  );

  it('keeps the first camera in sight when the number of tiles changes, and begins another set at its first page', () => {
    wall = wallOf({ ...state, page: 1 });
    desk.resize(1, 'even');
    expect(sent[0]).toMatchObject({ tiles: 1, page: 4 });
    desk.show(['c2']);
    expect(desk.state).toMatchObject({ mode: 'wall', cameras: ['c2'], page: 0, enlarged: null });
  });

  it('lets go', async () => {
    void desk.letGo();
    expect(sent).toEqual([null]);
    answers[0]?.('done');
    await settled();
    expect(desk.problem).toBeNull();
  });
});

describe('a page as a wall of its person', () => {
  let said: OpenOwnWall[];
  let answers: ((answer: OwnWallAnswer | null) => void)[];
  let followed: WallState[];
  let isChosen: boolean;
  let own: OwnWall;

  beforeEach(() => {
    [said, answers, followed, isChosen] = [[], [], [], true];
    own = new OwnWall({
      open: (opened) => {
        said.push(opened);
        return new Promise((resolve) => answers.push(resolve));
      },
      standing: () =>
        isChosen ? { name: 'Tường', post: null, purpose: 'supervise_compliance', state, live: 3 } : null,
      follow: (next) => followed.push(next),
    });
  });

  const answer = (version: number, next = state): OwnWallAnswer => ({
    wall: wallOf(next, version),
    watch: { people: [], walls: 1, tiles: 5, spellMinutes: 20 },
  });

  it('says nothing while no purpose is chosen (GL-07)', async () => {
    isChosen = false;
    await own.say();
    expect(said).toEqual([]);
  });

  it('says what stands there, under one name for its life, and learns who watches', async () => {
    void own.say();
    expect(said[0]?.shown).toEqual({ version: 0, tiles: 5, live: 3, page: 0 });
    answers[0]?.(answer(0));
    await settled();
    expect([own.watch?.tiles, followed]).toEqual([5, []]);
    void own.say();
    expect(said[1]?.wall).toBe(said[0]?.wall);
  });

  it('follows a newer version once and says at once that it did', async () => {
    void own.say();
    const next = { ...state, page: 1 };
    answers[0]?.(answer(4, next));
    await settled();
    expect(followed).toEqual([next]);
    expect(said[1]?.shown.version).toBe(4);
    answers[1]?.(answer(4, next));
    await settled();
    expect([followed.length, said.length]).toEqual([1, 2]);
  });

  it('loses no hint that comes while an answer is under way', async () => {
    void own.say();
    void own.say();
    void own.say();
    expect(said).toHaveLength(1);
    answers[0]?.(null);
    await settled();
    expect(said).toHaveLength(2);
  });
});
