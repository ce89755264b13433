import { describe, expect, it } from 'vitest';
import { decideDrive, holderOf, wallHeldMs, type DriveCommand, type DrivenWall } from './drive-wall.ts';
import { firstWallState, wallCells, wallPages } from './wall-state.ts';

const state = firstWallState(['a', 'b', 'c']);
const fresh: DrivenWall = { version: 0, state, driver: null };
const held: DrivenWall = { version: 4, state, driver: { person: 'lan', rank: 1, at: 1_000 } };

function drive(wall: DrivenWall, change: Partial<DriveCommand>): string {
  const answer = decideDrive(wall, { base: wall.version, state, by: 'lan', rank: 1, at: 1_000, ...change });
  return answer.ok ? `${answer.value.version} ${answer.value.driver?.person ?? '-'}` : answer.error.code;
}

describe('driving a wall', () => {
  const later = 1_000 + wallHeldMs;
  const table: readonly [string, readonly [DrivenWall, Partial<DriveCommand>], answer: string][] = [
    ['is anybody’s whom the policy lets while nobody does', [fresh, {}], '1 lan'],
    ['stays with whoever does', [held, { at: 1_001 }], '5 lan'],
    ['is refused to another of his rank', [held, { by: 'minh', at: later - 1 }], 'held'],
    ['is free a minute after the last command', [held, { by: 'minh', at: later }], '5 minh'],
    ['is taken at once by who answers for it', [held, { by: 'thao', rank: 2, at: 1_001 }], '5 thao'],
    ['is not decided by who saw an older version', [held, { base: 3 }], 'changed'],
    ['is let go', [held, { state: null }], '5 -'],
    ['is let go by whoever does alone', [held, { state: null, by: 'thao', rank: 2 }], 'not_driving'],
  ];

  it.each(table)('%s', (_, [wall, change], answer) => {
    expect(drive(wall, change)).toBe(answer);
  });

  it('leaves what is shown when it is let go, and names nobody after a minute', () => {
    const freed = decideDrive(held, { base: 4, state: null, by: 'lan', rank: 1, at: 2_000 });
    expect(freed.ok && freed.value.state).toBe(state);
    expect([holderOf(held, later - 1)?.person, holderOf(held, later)]).toEqual(['lan', null]);
  });
});

describe('what a wall shows', () => {
  it('begins with as many tiles as cameras, up to nine, and goes round where there are more', () => {
    const many = Array.from({ length: 20 }, (_, at) => `cam-${at}`);
    expect([1, 3, 8, 20].map((count) => firstWallState(many.slice(0, count)).tiles)).toEqual([1, 4, 9, 9]);
    expect([8, 20].map((count) => firstWallState(many.slice(0, count)).rounds)).toEqual([null, 20]);
  });

  it('stands page by page, and the last page comes round to the first', () => {
    const wall = { cameras: ['a', 'b', null, 'd', 'e'], tiles: 4 } as const;
    expect(wallPages(wall)).toBe(2);
    expect(wallCells(wall, 0)).toEqual(['a', 'b', null, 'd']);
    expect(wallCells(wall, 1)).toEqual(['e', null, null, null]);
    expect(wallCells(wall, 2)).toEqual(wallCells(wall, 0));
  });
});
