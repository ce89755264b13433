import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { chooseGrid, focusGrid, GRID_GAP_PX, isFocusCount } from './choose-grid.ts';
import { moveFocus } from './move-focus.ts';

const aspect = 16 / 9;

describe('chooseGrid', () => {
  it.each([
    { count: 1, width: 1920, height: 1080, columns: 1, rows: 1 },
    { count: 4, width: 1920, height: 1080, columns: 2, rows: 2 },
    { count: 9, width: 1920, height: 1080, columns: 3, rows: 3 },
    { count: 16, width: 1920, height: 1080, columns: 4, rows: 4 },
    { count: 64, width: 3840, height: 2160, columns: 8, rows: 8 },
    { count: 9, width: 1600, height: 1200, columns: 3, rows: 3 },
    { count: 4, width: 390, height: 844, columns: 1, rows: 4 },
    { count: 16, width: 390, height: 788, columns: 2, rows: 8 },
    { count: 9, width: 0, height: 0, columns: 3, rows: 3 },
  ])('lays $count pictures out in $columns × $rows on $width × $height', ({ columns, rows, ...room }) => {
    expect(chooseGrid({ ...room, aspect })).toMatchObject({ columns, rows });
  });

  it('shows every picture, whole and inside the room', () => {
    const side = fc.integer({ min: 200, max: 8000 });
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 64 }), side, side, (count, width, height) => {
        const grid = chooseGrid({ count, width, height, aspect });
        expect(grid.columns * grid.rows).toBeGreaterThanOrEqual(count);
        expect(grid.columns * grid.cellWidth + (grid.columns - 1) * GRID_GAP_PX).toBeLessThanOrEqual(width);
        expect(grid.rows * grid.cellHeight + (grid.rows - 1) * GRID_GAP_PX).toBeLessThanOrEqual(height);
      }),
    );
  });
});

describe('focusGrid', () => {
  it.each([6, 8])('fills its square with one large cell and the others of %i', (count) => {
    const grid = focusGrid({ count, width: 1920, height: 1080, aspect });
    expect(isFocusCount(count)).toBe(true);
    expect((grid.rows - 1) ** 2 + count - 1).toBe(grid.rows * grid.columns);
    expect(grid.columns * grid.cellWidth + (grid.columns - 1) * GRID_GAP_PX).toBeLessThanOrEqual(1920);
    expect(grid.rows * grid.cellHeight + (grid.rows - 1) * GRID_GAP_PX).toBeLessThanOrEqual(1080);
  });
});

describe('moveFocus', () => {
  const at = (index: number, key: string, hasCtrl = false) =>
    moveFocus({ key, hasCtrl, index, count: 8, columns: 3 });

  it('moves by one cell with the arrows and stops at the edge', () => {
    expect(at(4, 'ArrowRight')).toBe(5);
    expect(at(5, 'ArrowRight')).toBeNull();
    expect(at(4, 'ArrowLeft')).toBe(3);
    expect(at(3, 'ArrowLeft')).toBeNull();
    expect(at(4, 'ArrowUp')).toBe(1);
    expect(at(1, 'ArrowUp')).toBeNull();
    expect(at(4, 'ArrowDown')).toBe(7);
    expect(at(5, 'ArrowDown')).toBeNull();
    expect(at(7, 'ArrowRight')).toBeNull();
  });

  it('goes to the ends of the row, with Ctrl to the ends of the wall', () => {
    expect(at(4, 'Home')).toBe(3);
    expect(at(4, 'End')).toBe(5);
    expect(at(6, 'End')).toBe(7);
    expect(at(4, 'Home', true)).toBe(0);
    expect(at(4, 'End', true)).toBe(7);
  });

  it('leaves every other key alone', () => {
    expect(at(4, 'a')).toBeNull();
    expect(at(3, 'Home')).toBeNull();
  });
});
