import { cellSize, columns, pictureHeight, pictureWidth, rows } from './picture.ts';
import type { SmallPicture } from './picture.ts';

/** What is kept of a picture to be compared. None of it can be made into a picture again. */
export type Measures = {
  /** How much each cell is brighter than its neighbour to the left and above, from -1 to 1. */
  readonly slopes: Float32Array;
  /** Mean strength of those slopes before they are squeezed: what is left of the contrast in fog or at dusk. */
  readonly contrast: number;
  /** Of each cell, the mean of its points' Laplacian: edges and texture, which a blurred picture loses first. */
  readonly detail: Float32Array;
  /** Share of points darker than what a camera shows of a dark room. */
  readonly darkShare: number;
  readonly isGrey: boolean;
};

const darkBelow = 34;
/** Levels between two cells that count half: beyond, one bright lamp does not outweigh the whole rest. */
const squeezedAt = 8;

export function measurePicture({ luma, isGrey }: SmallPicture): Measures {
  const means = meanOfCells(luma);
  const raw = slopesOf(means);
  const contrast = raw.reduce((sum, slope) => sum + Math.abs(slope), 0) / raw.length;
  const slopes = Float32Array.from(raw, (slope) => slope / (Math.abs(slope) + squeezedAt));
  return { slopes, contrast, detail: detailOfCells(luma), darkShare: darkShareOf(luma), isGrey };
}

/** Share of the points that are the same to the level in both, but for the outer rows, where cameras write their clock. */
export function sameShare(before: SmallPicture, after: SmallPicture): number {
  const [from, until] = [cellSize * pictureWidth, (pictureHeight - cellSize) * pictureWidth];
  let same = 0;
  for (let at = from; at < until; at += 1) if (before.luma[at] === after.luma[at]) same += 1;
  return same / (until - from);
}

function meanOfCells(luma: Uint8Array): Float32Array {
  const means = new Float32Array(columns * rows);
  forEachCell((column, row) => {
    let sum = 0;
    forEachPoint(column, row, (at) => (sum += luma[at] ?? 0));
    means[row * columns + column] = sum / cellSize ** 2;
  });
  return means;
}

function slopesOf(means: Float32Array): number[] {
  const slopes: number[] = [];
  forEachCell((column, row) => {
    const at = row * columns + column;
    const here = means[at] ?? 0;
    if (column > 0) slopes.push(here - (means[at - 1] ?? 0));
    if (row > 0) slopes.push(here - (means[at - columns] ?? 0));
  });
  return slopes;
}

function detailOfCells(luma: Uint8Array): Float32Array {
  const detail = new Float32Array(columns * rows);
  const points = new Uint16Array(columns * rows);
  for (let y = 1; y < pictureHeight - 1; y += 1) {
    for (let x = 1; x < pictureWidth - 1; x += 1) {
      const at = y * pictureWidth + x;
      const around =
        (luma[at - 1] ?? 0) +
        (luma[at + 1] ?? 0) +
        (luma[at - pictureWidth] ?? 0) +
        (luma[at + pictureWidth] ?? 0);
      const cell = Math.floor(y / cellSize) * columns + Math.floor(x / cellSize);
      detail[cell] = (detail[cell] ?? 0) + Math.abs(4 * (luma[at] ?? 0) - around);
      points[cell] = (points[cell] ?? 0) + 1;
    }
  }
  return aboveNoise(detail.map((sum, cell) => sum / (points[cell] ?? 1)));
}

/** What the plainest cells have is the sensor's noise and the coder's: a covered lens has that everywhere. */
function aboveNoise(detail: Float32Array): Float32Array {
  const noise = detail.toSorted()[Math.floor(detail.length * plainestShare)] ?? 0;
  return detail.map((value) => Math.sqrt(Math.max(0, value ** 2 - noise ** 2)));
}

const plainestShare = 0.15;

function darkShareOf(luma: Uint8Array): number {
  let dark = 0;
  for (const level of luma) if (level < darkBelow) dark += 1;
  return dark / luma.length;
}

function forEachCell(visit: (column: number, row: number) => void): void {
  for (let row = 0; row < rows; row += 1)
    for (let column = 0; column < columns; column += 1) visit(column, row);
}

function forEachPoint(column: number, row: number, visit: (at: number) => void): void {
  for (let y = row * cellSize; y < (row + 1) * cellSize; y += 1) {
    const line = y * pictureWidth;
    for (let x = column * cellSize; x < (column + 1) * cellSize; x += 1) visit(line + x);
  }
}
