/**
 * The 24/7 calendar of a post (GL-20): which minutes somebody answered for it, and every gap over 0 minutes.
 *
 * An unmanned gap is time of a 24/7 post with no accepted person. Whoever is on duty covers what was planned for him; once he
 * has begun to hand over he stays responsible until somebody accepts. What the server did not know of while it happened, and
 * learned later, is `lost_connection`: the post was manned and could not say so.
 */
import type { Of, Shift, Watch } from './shift.ts';
import { isInForce, slotsBetween, type AssignmentDocument, type ShiftPattern, type Slot } from './plan.ts';

/** `unplanned`: nobody was to be there by pattern and document, and nobody was. */
export type GapKind = 'unmanned' | 'unplanned' | 'lost_connection';

/** What arrived within two minutes is not said to be late anywhere. */
const underWayMs = 2 * 60_000;

export type Gap = Slot & {
  readonly kind: GapKind;
  /** When the server learned that the post had been manned; null unless `lost_connection`. */
  readonly knownAt: number | null;
  /** It goes on now: what happens there may not have arrived yet. */
  readonly isOpen: boolean;
  readonly explanations: readonly Of<'explainGap'>[];
};

/** `now` and the period in ms. What lies after `now` is no gap yet. */
export type CoverageQuestion = {
  readonly watch: Watch;
  readonly patterns: readonly ShiftPattern[];
  readonly documents: readonly AssignmentDocument[];
  readonly period: Slot;
  readonly now: number;
};

export function gapsOf(question: CoverageQuestion): readonly Gap[] {
  const { watch, period, now } = question;
  const whole = { from: period.from, to: Math.min(period.to, now) };
  if (whole.to <= whole.from) return [];
  const manned = mannedSpans(watch, now);
  const planned = plannedSpans(question);
  const missing = without([whole], manned);
  const gaps = [
    ...kindOf('unmanned', without(missing, without([whole], planned))),
    ...kindOf('unplanned', without(missing, planned)),
    ...learnedLate(watch, { whole, manned, now }),
  ];
  return gaps
    .map((gap) => ({
      ...gap,
      isOpen: gap.kind !== 'lost_connection' && gap.to >= now,
      explanations: watch.explanations.filter(({ body }) => body.from < gap.to && gap.from < body.to),
    }))
    .toSorted((a, b) => a.from - b.from);
}

/** Minutes of the gaps of one kind. */
export function gapMinutes(gaps: readonly Gap[], kind: GapKind): number {
  return gaps.filter((gap) => gap.kind === kind).reduce((sum, { from, to }) => sum + (to - from) / 60_000, 0);
}

/** When somebody answered for the post, each shift by itself. */
export function mannedSpans(watch: Watch, now: number): readonly Slot[] {
  return watch.shifts.filter(({ state }) => state !== 'set_aside').map((shift) => spanOf(shift, now));
}

function spanOf(shift: Shift, now: number): Slot {
  return { from: shift.from, to: Math.max(shift.from, shift.until ?? coveredUntil(shift, now)) };
}

/** Of a shift that nobody took over: whoever began to hand over stays; whoever did not covers what was planned. */
function coveredUntil({ planned, prepared }: Shift, now: number): number {
  return prepared === null && planned !== null ? Math.min(planned.to, now) : now;
}

function plannedSpans({ patterns, documents, period }: CoverageQuestion): readonly Slot[] {
  return slotsBetween(patterns, period).filter(({ from }) =>
    documents.some((document) => isInForce(document, from)),
  );
}

type Late = { readonly whole: Slot; readonly manned: readonly Slot[]; readonly now: number };

/** What was covered, and not by anything that the server knew at the time. */
function learnedLate(watch: Watch, { whole, manned, now }: Late) {
  const shifts = watch.shifts.filter(({ state }) => state !== 'set_aside');
  const known = shifts.flatMap((shift) => knownSpans(shift, now));
  const unknown = without(without([whole], without([whole], manned)), known);
  return unknown
    .filter(({ from, to }) => to - from > underWayMs)
    .map((span) => ({ ...span, kind: 'lost_connection' as const, knownAt: learnedAt(shifts, span) }));
}

/** When the server, by what it had received, would have said that this shift is manned. */
function knownSpans(shift: Shift, now: number): Slot[] {
  const { begun, from, until, planned, prepared, accepted } = shift;
  if (begun.recvAt === null) return [];
  const since = Math.max(from, begun.recvAt);
  const toldOfHandover = prepared?.recvAt ?? Number.POSITIVE_INFINITY;
  const believed = planned === null || toldOfHandover <= planned.to ? Number.POSITIVE_INFINITY : planned.to;
  const toldOfEnd = accepted?.recvAt ?? now;
  const to = until === null ? Math.min(believed, now) : Math.max(until, Math.min(believed, toldOfEnd));
  return since < to ? [{ from: since, to }] : [];
}

function learnedAt(shifts: readonly Shift[], span: Slot): number | null {
  const covering = shifts.filter(
    ({ from, until }) => from < span.to && span.from < (until ?? Number.POSITIVE_INFINITY),
  );
  const received = covering.flatMap(({ begun, prepared, signing, accepted }) =>
    [begun, prepared, signing?.fact, accepted].flatMap((fact) => {
      const at = fact?.recvAt ?? null;
      return at !== null && at >= span.to - 1 ? [at] : [];
    }),
  );
  return received.length === 0 ? null : Math.min(...received);
}

function kindOf(kind: 'unmanned' | 'unplanned', spans: readonly Slot[]) {
  return spans.map((span) => ({ ...span, kind, knownAt: null }));
}

/** What of `spans` no `taken` touches. */
function without(spans: readonly Slot[], taken: readonly Slot[]): readonly Slot[] {
  return taken.reduce<readonly Slot[]>(
    (left, cut) =>
      left.flatMap((span) =>
        cut.to <= span.from || span.to <= cut.from
          ? [span]
          : [
              { from: span.from, to: Math.max(span.from, cut.from) },
              { from: Math.min(span.to, cut.to), to: span.to },
            ].filter(({ from, to }) => from < to),
      ),
    spans,
  );
}
