/** How much began when and where: the picture of load, and the band over which a moment is picked. */
import { provinceOffsetMs } from '../shift/civil-day.ts';
import { placeOf, type TimelineItem } from './item.ts';

const hourMs = 60 * 60_000;
export const hoursOfDay = 24;

/** One facility's line: what began in each hour of the province's day, and altogether. */
export type LoadRow = {
  readonly place: string;
  readonly hours: readonly number[];
  readonly total: number;
};

export type Load = {
  /** Those in which something began, most first. */
  readonly rows: readonly LoadRow[];
  readonly hours: readonly number[];
  readonly total: number;
  /** The largest figure of a single cell. */
  readonly most: number;
};

/** 0 to 23: the hour of the province's day in which a moment lies. */
export function hourOf(at: number): number {
  return Math.floor((at + provinceOffsetMs) / hourMs) % hoursOfDay;
}

/** Counts what began from `from` on and before `to`, hour by hour of the day; several days are added up. */
export function loadOf(
  items: readonly TimelineItem[],
  { from, to }: { readonly from: number; readonly to: number },
): Load {
  const begun = items.filter((item) => item.from >= from && item.from < to);
  const rows = [...Map.groupBy(begun, placeOf)].map(([place, own]): LoadRow => ({
    place,
    hours: countHours(own),
    total: own.length,
  }));
  return {
    rows: rows.toSorted((a, b) => b.total - a.total || a.place.localeCompare(b.place)),
    hours: countHours(begun),
    total: begun.length,
    most: Math.max(0, ...rows.flatMap(({ hours }) => hours)),
  };
}

function countHours(items: readonly TimelineItem[]): readonly number[] {
  const hours = Array.from({ length: hoursOfDay }, () => 0);
  for (const { from } of items) hours[hourOf(from)] = (hours[hourOf(from)] ?? 0) + 1;
  return hours;
}

export const loadLevels = 4;

/** 0 for nothing, else 1 to `loadLevels`: how dark a cell is drawn beside the fullest one. A few are never drawn as many. */
export function levelOf(count: number, most: number): number {
  return Math.ceil((count / Math.max(most, loadLevels)) * loadLevels);
}

/** How much began in each of `bins` equal parts of the stretch. */
export function countInBins(
  items: readonly TimelineItem[],
  { from, to, bins }: { readonly from: number; readonly to: number; readonly bins: number },
): readonly number[] {
  const counts = Array.from({ length: bins }, () => 0);
  for (const item of items) {
    const bin = Math.floor(((item.from - from) / (to - from)) * bins);
    if (bin >= 0 && bin < bins) counts[bin] = (counts[bin] ?? 0) + 1;
  }
  return counts;
}
