/** Which facilities a glance must meet first, and why. Pure: the board asks anew as time passes. */
import type { CameraFigures, CaseFigures, FaultFigures, PostFigures } from './figures.ts';

export type BoardFigures = {
  readonly cameras: CameraFigures | null;
  readonly cases: CaseFigures | null;
  readonly faults: FaultFigures | null;
  readonly posts: PostFigures | null;
};

/** `act`: a duty is being missed. `watch`: something is open and in hands. `calm`: nothing. */
export const attentions = ['act', 'watch', 'calm'] as const;
export type Attention = (typeof attentions)[number];

/** [ĐX] As long as a case may wait for an answer before it is passed up (domain 4.1). */
export const answerWithinMs = 10 * 60_000;

export function attentionOf(figures: BoardFigures, now: number): Attention {
  const { cameras, cases, faults, posts } = figures;
  const isLate =
    cases !== null && cases.unansweredSince !== null && now - cases.unansweredSince > answerWithinMs;
  if (isLate || (faults?.bare ?? 0) > 0 || (posts?.unmanned ?? 0) > 0) return 'act';
  const isOpen = (cameras?.down ?? 0) > 0 || (cases?.openedAt.length ?? 0) > 0 || (faults?.open ?? 0) > 0;
  return isOpen ? 'watch' : 'calm';
}

/** What calls loudest first, then what has waited longest, then by name: a line does not jump while nothing changes. */
export function orderBoard<T extends BoardFigures & { readonly name: string }>(
  rows: readonly T[],
  now: number,
): readonly T[] {
  const order = (row: T) => attentions.indexOf(attentionOf(row, now));
  return rows.toSorted(
    (a, b) => order(a) - order(b) || waitingSince(a) - waitingSince(b) || a.name.localeCompare(b.name, 'vi'),
  );
}

function waitingSince({ cameras, cases, faults, posts }: BoardFigures): number {
  const times = [
    posts?.unmannedSince,
    faults?.bareSince,
    cases?.unansweredSince,
    cases?.openedAt.at(0),
    cameras?.downSince,
  ];
  return Math.min(...times.map((time) => time ?? Number.MAX_SAFE_INTEGER));
}

/** Upper bounds of the bands of age that open cases are counted in, ms; the last band has none. */
export const ageBands = [10 * 60_000, 60 * 60_000, 24 * 60 * 60_000] as const;

/** How many of these moments lie in each band, the youngest first. */
export function countByAge(times: readonly number[], now: number): readonly number[] {
  const bands = [...ageBands, Number.POSITIVE_INFINITY];
  return bands.map(
    (upper, at) =>
      times.filter((time) => now - time < upper && now - time >= (bands[at - 1] ?? -Infinity)).length,
  );
}
