/** A moment as `<input type="datetime-local">` has it. Vietnam has one zone and no summer time. Null for what is no time. */
export function momentOf(local: string): number | null {
  const at = Date.parse(`${local}+07:00`);
  return Number.isFinite(at) ? at : null;
}

/** "2021-06-15T14:20": the other way. */
export function localText(at: number): string {
  return new Date(at + 7 * 3_600_000).toISOString().slice(0, 16);
}

const day = 24 * 3_600_000;
const offset = 7 * 3_600_000;

/** From the first to the last moment of the day in Vietnam. */
export function dayBounds(at: number): { readonly from: number; readonly to: number } {
  const from = Math.floor((at + offset) / day) * day - offset;
  return { from, to: from + day - 1 };
}
