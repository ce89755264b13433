export type GridOptions = {
  count: number;
  /** Room for the whole grid, pixels. Zero (not measured yet) gives the squarest grid. */
  width: number;
  height: number;
  /** Width over height of a picture. */
  aspect: number;
};

export type Grid = { columns: number; rows: number };

/** Columns and rows that show `count` pictures largest in the room there is; fewer empty cells break a tie. */
export function chooseGrid({ count, width, height, aspect }: GridOptions): Grid {
  const cells = Math.max(1, Math.floor(count));
  const room = width > 0 && height > 0 ? { width, height } : { width: aspect, height: 1 };
  let best: Grid = { columns: 1, rows: cells };
  let bestWidth = 0;
  for (let columns = 1; columns <= cells; columns += 1) {
    const rows = Math.ceil(cells / columns);
    const pictureWidth = Math.min(room.width / columns, (room.height / rows) * aspect);
    const isLarger = pictureWidth > bestWidth * 1.001;
    const isTighter = pictureWidth > bestWidth * 0.999 && columns * rows < best.columns * best.rows;
    if (isLarger || isTighter) {
      best = { columns, rows };
      bestWidth = Math.max(bestWidth, pictureWidth);
    }
  }
  return best;
}
