export { datedPlaces, faultItems, gapItems, incidentItems } from './from-logs.ts';
export { centre, filterTimeline, placeOf, severityOf, TimelineItemSchema, timelineKinds } from './item.ts';
export type { TimelineFilter, TimelineItem, TimelineKind } from './item.ts';
export { countInBins, hourOf, hoursOfDay, levelOf, loadLevels, loadOf } from './load.ts';
export type { Load, LoadRow } from './load.ts';
