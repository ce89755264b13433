/** From what the logs fold to, to the timeline's items. */
import { isUnwatched, type Faults } from '../fault-log/index.ts';
import { isOpen, type Incidents } from '../incident/index.ts';
import type { Gap } from '../shift/index.ts';
import type { TimelineItem } from './item.ts';

/** `receivedAt`: when the server got the command at that place of the log; what is not known has no place in time. */
export function incidentItems(
  facility: string,
  incidents: Incidents,
  receivedAt: (seq: number) => number | undefined,
): readonly TimelineItem[] {
  return Object.entries(incidents).flatMap(([id, incident]): TimelineItem[] => {
    const { opened, violation, status, statusVersion, fields } = incident;
    const from = violation?.detectedAt ?? (opened === null ? undefined : receivedAt(opened.seq));
    if (from === undefined) return [];
    const to = isOpen(status) ? null : (receivedAt(statusVersion.seq) ?? from);
    return [
      {
        kind: 'incident',
        id,
        facility,
        from,
        to,
        status,
        title: fields.title.value,
        severity: fields.severity.value,
      },
    ];
  });
}

/** The places of the log whose times `incidentItems` asks for. */
export function datedPlaces(incidents: Incidents): readonly number[] {
  return Object.values(incidents).flatMap(({ opened, violation, status, statusVersion }) => [
    ...(violation === null && opened !== null ? [opened.seq] : []),
    ...(isOpen(status) ? [] : [statusVersion.seq]),
  ]);
}

/** `facility`: null for the central system's. */
export function faultItems(facility: string | null, faults: Faults): readonly TimelineItem[] {
  return Object.entries(faults).flatMap(([id, fault]): TimelineItem[] => {
    const { report, restored, closing, status } = fault;
    if (report === null) return [];
    const { asset, symptom, since: from } = report;
    const to = restored?.at ?? closing?.at ?? null;
    return [{ kind: 'fault', id, facility, from, to, asset, symptom, status, unwatched: isUnwatched(fault) }];
  });
}

export type GapsOfPost = {
  readonly post: string;
  readonly name: string;
  readonly facility: string | null;
  readonly gaps: readonly Gap[];
};

/** GL-20: nobody answered for the post, nobody was to, or it could not say that somebody did. */
export function gapItems({ post, name, facility, gaps }: GapsOfPost): readonly TimelineItem[] {
  return gaps.map(({ kind: gap, from, to, isOpen: goesOn }) => ({
    kind: 'gap',
    id: `${post}-${from}`,
    facility,
    from,
    to: goesOn ? null : to,
    post,
    name,
    gap,
  }));
}
