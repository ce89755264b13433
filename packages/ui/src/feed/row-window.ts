/** Where the rows of a long list stand, and which of them are near the eye. Heights in px; rows that were never drawn are guessed. */

/** The heights of rows by their keys: as they were last measured, else `guess`. */
export function createHeights(guess: number) {
  const known = new Map<string, number>();
  return {
    of: (key: string): number => known.get(key) ?? guess,
    /** Whether any is other than was known; what is not laid out has no height and says nothing. */
    measure(heights: ReadonlyMap<string, number>): boolean {
      const others = [...heights].filter(([key, height]) => height > 0 && known.get(key) !== height);
      for (const [key, height] of others) known.set(key, height);
      return others.length > 0;
    },
  };
}

/** The tops of all rows and, last, the end of the list. */
export function rowTops(keys: readonly string[], heightOf: (key: string) => number): Float64Array {
  const tops = new Float64Array(keys.length + 1);
  keys.forEach((key, at) => (tops[at + 1] = (tops[at] ?? 0) + heightOf(key)));
  return tops;
}

/** The row that covers `y`; the first before the list, the last after it. */
export function rowAt(tops: Float64Array, y: number): number {
  let low = 0;
  let high = Math.max(0, tops.length - 2);
  while (low < high) {
    const middle = (low + high + 1) >> 1;
    if ((tops[middle] ?? 0) <= y) low = middle;
    else high = middle - 1;
  }
  return low;
}

export type RowRange = { readonly from: number; readonly to: number };

/** The rows from `from` up to and without `to` that stand between `top` and `bottom`, with `spare` px more on both sides. */
export function rowsBetween(
  tops: Float64Array,
  { top, bottom, spare }: { readonly top: number; readonly bottom: number; readonly spare: number },
): RowRange {
  const count = tops.length - 1;
  if (count === 0) return { from: 0, to: 0 };
  return { from: rowAt(tops, top - spare), to: Math.min(count, rowAt(tops, bottom + spare) + 1) };
}

/** Places to draw: the range, and the row that holds the focus wherever it is. */
export function placesToDraw({ from, to }: RowRange, focused: number | null): readonly number[] {
  const places = Array.from({ length: to - from }, (_, at) => from + at);
  if (focused === null || (focused >= from && focused < to)) return places;
  return focused < from ? [focused, ...places] : [...places, focused];
}
