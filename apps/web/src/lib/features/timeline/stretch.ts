/** The stretch that is looked at within a period: its end and its length. Times in ms since 1970. */
const hourMs = 60 * 60_000;
/** Lengths of the stretch, in hours. */
export const spans = [6, 24, 7 * 24, 31 * 24] as const;
export type Span = (typeof spans)[number];

export type Stretch = { readonly from: number; readonly to: number };

/** The earliest end that leaves the stretch its length. */
export function leastEnd({ from, to }: Stretch, span: Span): number {
  return Math.min(to, from + span * hourMs);
}

/** `end`: null ends with the period, however that moves on. */
export function stretchOf(
  period: Stretch,
  { end, span }: { readonly end: number | null; readonly span: Span },
) {
  const to = Math.min(period.to, Math.max(end ?? period.to, leastEnd(period, span)));
  return { from: Math.max(period.from, to - span * hourMs), to };
}

/** The end after one step by the stretch's own length, within the period. */
export function steppedEnd(
  period: Stretch,
  { to, span }: { readonly to: number; readonly span: Span },
  by: 1 | -1,
) {
  return Math.min(period.to, Math.max(leastEnd(period, span), to + by * span * hourMs));
}
