/** A moment as `<input type="datetime-local">` has it. Vietnam has one zone and no summer time. Null for what is no time. */
export function momentOf(local: string): number | null {
  const at = Date.parse(`${local}+07:00`);
  return Number.isFinite(at) ? at : null;
}
