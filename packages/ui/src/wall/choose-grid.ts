export type GridOptions = {
  count: number;
  /** Room for the whole grid, pixels. Zero (not measured yet) gives the squarest grid. */
  width: number;
  height: number;
  /** Width over height of a picture. */
  aspect: number;
};

export type Grid = {
  columns: number;
  rows: number;
  /** Largest size of a cell that keeps the aspect, pixels; 0 while the room is not measured. */
  cellWidth: number;
  cellHeight: number;
};

/** Lines between the cells, pixels. */
export const GRID_GAP_PX = 2;

/** Columns and rows that show `count` pictures largest in the room there is; fewer empty cells break a tie. */
export function chooseGrid({ count, width, height, aspect }: GridOptions): Grid {
  const cells = Math.max(1, Math.floor(count));
  const isMeasured = width > 0 && height > 0;
  // Unmeasured, any large room of the picture's own shape gives the squarest grid.
  const room = isMeasured ? { width, height } : { width: 10_000 * aspect, height: 10_000 };
  let best: Grid = { columns: 1, rows: cells, cellWidth: 0, cellHeight: 0 };
  for (let columns = 1; columns <= cells; columns += 1) {
    const rows = Math.ceil(cells / columns);
    const freeWidth = (room.width - GRID_GAP_PX * (columns - 1)) / columns;
    const freeHeight = (room.height - GRID_GAP_PX * (rows - 1)) / rows;
    const cellWidth = Math.floor(Math.min(freeWidth, freeHeight * aspect));
    const isLarger = cellWidth > best.cellWidth + 1;
    const isTighter = cellWidth >= best.cellWidth - 1 && columns * rows < best.columns * best.rows;
    if (isLarger || isTighter)
      best = { columns, rows, cellWidth, cellHeight: Math.floor(cellWidth / aspect) };
  }
  return isMeasured ? best : { ...best, cellWidth: 0, cellHeight: 0 };
}

/** Numbers of cells that stand round a large one without a gap: 1 + 5 in three rows, 1 + 7 in four. */
export function isFocusCount(count: number): boolean {
  return count === 6 || count === 8;
}

/** The same number of rows and columns; the first cell takes all but one of each. */
export function focusGrid({ count, width, height, aspect }: GridOptions): Grid {
  const side = count / 2;
  const freeWidth = (width - GRID_GAP_PX * (side - 1)) / side;
  const freeHeight = (height - GRID_GAP_PX * (side - 1)) / side;
  const cellWidth = Math.max(0, Math.floor(Math.min(freeWidth, freeHeight * aspect)));
  return { columns: side, rows: side, cellWidth, cellHeight: Math.floor(cellWidth / aspect) };
}
