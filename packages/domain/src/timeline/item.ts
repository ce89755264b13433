/**
 * The province's timeline (dòng thời gian): incidents, technical faults and gaps of watches, each a stretch of time at a place.
 * What leaders read is made of what the logs fold to; nothing is kept for it. Times in ms since 1970.
 */
import * as v from 'valibot';
import { faultStatuses } from '../fault-log/fault.ts';
import { assetKinds, symptoms } from '../fault-log/words.ts';
import { incidentStatuses, severities, type Severity } from '../incident/status.ts';

export const timelineKinds = ['incident', 'fault', 'gap'] as const;
export type TimelineKind = (typeof timelineKinds)[number];

/** `facility`: null for what belongs to none. `to`: null while it goes on. */
const stretch = {
  id: v.string(),
  facility: v.nullable(v.string()),
  from: v.number(),
  to: v.nullable(v.number()),
};

export const TimelineItemSchema = v.variant('kind', [
  v.strictObject({
    kind: v.literal('incident'),
    ...stretch,
    title: v.string(),
    severity: v.picklist(severities),
    status: v.picklist(incidentStatuses),
  }),
  v.strictObject({
    kind: v.literal('fault'),
    ...stretch,
    asset: v.strictObject({ kind: v.picklist(assetKinds), id: v.string(), name: v.string() }),
    symptom: v.picklist(symptoms),
    status: v.picklist(faultStatuses),
    /** GL-25: out, and nobody stands in. */
    unwatched: v.boolean(),
  }),
  v.strictObject({
    kind: v.literal('gap'),
    ...stretch,
    post: v.string(),
    name: v.string(),
    gap: v.picklist(['unmanned', 'unplanned', 'lost_connection']),
  }),
]);
export type TimelineItem = v.InferOutput<typeof TimelineItemSchema>;

/** How loudly it asks for somebody: what goes on without anybody who answers is urgent (GL-20, GL-25). */
export function severityOf(item: TimelineItem): Severity {
  if (item.kind === 'incident') return item.severity;
  if (item.kind === 'fault')
    return item.unwatched ? 'urgent' : item.to === null ? 'attention' : 'information';
  if (item.gap === 'lost_connection') return 'information';
  if (item.gap === 'unplanned') return 'attention';
  return item.to === null ? 'urgent' : 'high';
}

export type TimelineFilter = {
  /** Null asks for all. `centre`: what belongs to no facility. */
  readonly facility: string | null;
  readonly kind: TimelineKind | null;
  readonly severity: Severity | null;
  readonly state: 'open' | 'ended' | null;
  /** What touches this stretch, its end left out. */
  readonly from: number;
  readonly to: number;
};

/** Under this name the filter asks for what belongs to no facility. */
export const centre = 'centre';

export function placeOf({ facility }: Pick<TimelineItem, 'facility'>): string {
  return facility ?? centre;
}

/** Those that match, the latest beginning first. */
export function filterTimeline(
  items: readonly TimelineItem[],
  filter: TimelineFilter,
): readonly TimelineItem[] {
  return items
    .filter(
      (item) =>
        (filter.facility === null || placeOf(item) === filter.facility) &&
        (filter.kind === null || item.kind === filter.kind) &&
        (filter.severity === null || severityOf(item) === filter.severity) &&
        (filter.state === null || (item.to === null) === (filter.state === 'open')) &&
        item.from < filter.to &&
        (item.to === null || item.to > filter.from || item.from >= filter.from),
    )
    .toSorted((a, b) => b.from - a.from || (a.id < b.id ? -1 : 1));
}
