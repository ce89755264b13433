/**
 * A violation (hành vi vi phạm) is an incident under the rules of GL-21: told at once, acknowledged, handled, seen remedied.
 *
 *     reported ─notify▶ notified ─acknowledge▶ handling ─measure▶ awaiting_check ─check▶ closed ─reopen▶ reopened ─take up▶ handling
 *     reported, notified ─proposed by one, confirmed by another▶ dismissed          any open one ─escalate▶ escalated ─take up▶ handling
 *
 * Times are ms since 1970, as the author's device had them by the server's clock. No picture anywhere (GL-06): a camera and a
 * stretch of time say where it is to be seen (KH-15).
 */
import type { IncidentStatus, Severity } from './status.ts';

/** Kinds as data: more may be added, none is ever taken away. `basis`: what the kind stands on, where a document names it. */
export const violationKinds = [
  { code: 'no_mask', severity: 'attention', basis: null },
  { code: 'out_of_room', severity: 'high', basis: null },
  { code: 'gathering', severity: 'high', basis: null },
  { code: 'passing_goods', severity: 'attention', basis: null },
  { code: 'staff_ppe', severity: 'high', basis: 'GL-19' },
  { code: 'stranger_at_fence', severity: 'high', basis: null },
  { code: 'leaving_site', severity: 'urgent', basis: null },
  { code: 'misuse', severity: 'high', basis: 'GL-18, KH-13' },
  { code: 'other', severity: 'attention', basis: null },
] as const satisfies readonly { code: string; severity: Severity; basis: string | null }[];
export type ViolationKind = (typeof violationKinds)[number]['code'];

/** GL-19, QG-05, QG-06: people in quarantine and people on duty alike, and a unit as such. */
export const subjectTypes = [
  'quarantined',
  'reception',
  'room_service',
  'medical_staff',
  'guard',
  'unit',
  'other',
] as const;
export const noticeChannels = ['in_person', 'phone', 'radio', 'app'] as const;
export const measureKinds = ['remind', 'minutes', 'isolate', 'other'] as const;
/** KH-16. */
export const outcomeCodes = ['discipline', 'transfer', 'compensation'] as const;
/** The command for military facilities, the department of health for all others. */
export const escalationTargets = ['pmc', 'doh'] as const;

export type SubjectType = (typeof subjectTypes)[number];
export type NoticeChannel = (typeof noticeChannels)[number];
export type MeasureKind = (typeof measureKinds)[number];
export type CaseOutcomeCode = (typeof outcomeCodes)[number];
export type EscalationTarget = (typeof escalationTargets)[number];

type Stamped<T> = T & { readonly by: string; readonly seq: number };

export type Notice = Stamped<{
  readonly name: string;
  readonly position: string;
  readonly channel: NoticeChannel;
  readonly at: number;
}>;
export type Measure = Stamped<{ readonly kind: MeasureKind; readonly text: string; readonly at: number }>;
export type CaseOutcome = Stamped<{ readonly code: CaseOutcomeCode; readonly document: string }>;

export type Violation = {
  /** One of `violationKinds`, or one that a later version knows. */
  readonly kind: string;
  readonly subject: SubjectType;
  readonly detectedAt: number;
  /** Where in the recordings it is to be seen. */
  readonly from: number;
  readonly until: number;
  readonly notices: readonly Notice[];
  readonly acknowledged: Stamped<object> | null;
  readonly measures: readonly Measure[];
  readonly outcomes: readonly CaseOutcome[];
  /** What one person proposed and nobody has confirmed or turned down. */
  readonly dismissal: Stamped<{ readonly reason: string }> | null;
  /** The last look at whether it was remedied. */
  readonly check: Stamped<{ readonly remedied: boolean; readonly text: string }> | null;
  readonly escalation: Stamped<{ readonly target: EscalationTarget; readonly automatic: boolean }> | null;
  readonly recording: Stamped<{ readonly locked: boolean }> | null;
  /** Users of this system whom the case is about (GL-18); none in a facility's own log. */
  readonly named?: readonly string[];
};

export const noViolation: Violation = {
  kind: 'other',
  subject: 'other',
  detectedAt: 0,
  from: 0,
  until: 0,
  notices: [],
  acknowledged: null,
  measures: [],
  outcomes: [],
  dismissal: null,
  check: null,
  escalation: null,
  recording: null,
};

/** From finding to telling (domain figure _notify delay_); null while nobody was told. */
export function notifyDelayMs({ detectedAt, notices }: Violation): number | null {
  return notices.length === 0 ? null : Math.min(...notices.map(({ at }) => at)) - detectedAt;
}

/** [ĐX] What "at once" is measured against: a longer delay is marked late. */
export const notifyTargetMs = 5 * 60_000;

export function escalationTargetOf(authority: 'military' | 'civil'): EscalationTarget {
  return authority === 'military' ? 'pmc' : 'doh';
}

const ended: ReadonlySet<IncidentStatus> = new Set(['closed', 'dismissed']);

export function isOpen(status: IncidentStatus): boolean {
  return !ended.has(status);
}

/**
 * How long recorders still hold what the case rests on (KH-18), by the shortest retention of its cameras; negative: overwritten.
 * Null where no retention is known.
 */
export function recordingLeftMs(
  { from }: Pick<Violation, 'from'>,
  retentionHours: readonly (number | null)[],
  now: number,
): number | null {
  const known = retentionHours.filter((hours) => hours !== null);
  return known.length === 0 ? null : from + Math.min(...known) * 3_600_000 - now;
}

/** [ĐX] From here on the case says that its recording is about to be overwritten. */
export const recordingWarnMs = 48 * 3_600_000;
