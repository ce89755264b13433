/** The figures of faults, defined once ([ĐX] domain 4.8). Times in ms; `now` is where an open fault ends for the moment. */
import type { Fault, Substitute } from './fault.ts';

/** From the beginning of the outage until picture and recording were seen again; null while they were not. */
export function timeToRepairMs({ report, restored }: Fault): number | null {
  return report === null || restored === null ? null : Math.max(0, restored.at - report.since);
}

/**
 * How much of the outage no substitute with checks on time covered: its start and each check cover the interval of its checks.
 * `also`: substitutes of the parent, which watch in the place of its children too.
 */
export function unwatchedMs(fault: Fault, now: number, also: readonly Substitute[] = []): number {
  if (fault.report === null) return 0;
  const outage = { from: fault.report.since, to: fault.restored?.at ?? fault.closing?.at ?? now };
  const covered = [...fault.substitutes, ...also].flatMap(coverOf);
  return Math.max(0, outage.to - outage.from) - coveredMs(covered, outage);
}

/** Whole minutes, as reports say them. */
export function minutesOf(ms: number): number {
  return Math.floor(ms / 60_000);
}

/** GL-54: an outage of the central system is told within this time. [ĐX] */
export const promptReportMs = 15 * 60_000;

/** How long after its beginning it was reported, and whether that was late where promptness is a duty. */
export function reportDelay({ report }: Fault): { readonly ms: number; readonly isLate: boolean } | null {
  if (report === null) return null;
  const ms = Math.max(0, report.at - report.since);
  return { ms, isLate: report.asset.kind === 'central' && ms > promptReportMs };
}

type Stretch = { readonly from: number; readonly to: number };

function coverOf({ from, until, everyMs, checks }: Substitute): Stretch[] {
  return [from, ...checks.map(({ at }) => at)].map((at) => ({
    from: at,
    to: Math.min(at + everyMs, until ?? Infinity),
  }));
}

function coveredMs(stretches: readonly Stretch[], { from, to }: Stretch): number {
  let covered = 0;
  let done = from;
  for (const stretch of stretches.toSorted((a, b) => a.from - b.from)) {
    const begin = Math.max(stretch.from, done);
    const end = Math.min(stretch.to, to);
    if (end <= begin) continue;
    covered += end - begin;
    done = end;
  }
  return covered;
}
