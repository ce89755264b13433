import type { IncidentStatus } from '../incident/incident.ts';

/** Of incidents, those at which somebody has to look now; what is being handled is looked at by whoever handles it. */
export const callsForEyes: readonly IncidentStatus[] = ['reported', 'notified', 'escalated', 'reopened'];

/** Something that brings a camera before the eyes of whoever watches: an incident or a proposed fault at it. */
export type CameraAlarm = {
  readonly key: string;
  readonly camera: string;
  readonly facility: string;
  /** On which its camera hangs; null where nobody knows. */
  readonly recorder: string | null;
  readonly kind: 'incident' | 'fault';
  readonly severity: 'urgent' | 'high' | 'attention' | 'information';
  readonly text: string;
  /** ms since 1970. */
  readonly at: number;
};

export type Spot = {
  readonly shown: CameraAlarm | null;
  /** What a tap answers: the one alarm, or in a flood all of its facility and recorder. */
  readonly together: readonly CameraAlarm[];
  /** How many wait besides. */
  readonly waiting: number;
};

/** ISA-18.2's flood: so many within so long are more than a person takes in one by one. */
export const floodCount = 10;
export const floodWithinMs = 10 * 60_000;

const ranks = { urgent: 0, high: 1, attention: 2, information: 3 } as const;

/**
 * Which alarm stands on the reserved tile: the gravest first, then the oldest, and it stays until it was answered. A flood is
 * answered recorder by recorder: what hangs on one goes down with it, and is one matter.
 */
export function spotOf(alarms: readonly CameraAlarm[], answered: readonly string[], now: number): Spot {
  const open = alarms
    .filter(({ key }) => !answered.includes(key))
    .toSorted((a, b) => ranks[a.severity] - ranks[b.severity] || a.at - b.at || (a.key < b.key ? -1 : 1));
  const [shown] = open;
  if (shown === undefined) return { shown: null, together: [], waiting: 0 };
  const isFlood = open.filter(({ at }) => now - at <= floodWithinMs).length >= floodCount;
  const isSame = ({ facility, recorder }: CameraAlarm) =>
    facility === shown.facility && recorder === shown.recorder;
  const together = isFlood ? open.filter(isSame) : [shown];
  return { shown, together, waiting: open.length - together.length };
}
