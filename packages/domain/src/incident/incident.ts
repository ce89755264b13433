/**
 * An incident (sự việc): what the watch found, who was told, what was done, until somebody else has seen it remedied (GL-21).
 *
 *     reported ─▶ notified ─▶ handling ─▶ awaiting_check ─▶ closed        closed, dismissed ─▶ handling (opened again)
 *        └───────────┴────────────┴──▶ escalated ─▶ handling              reported, notified ─▶ dismissed
 *
 * Its log holds commands. The server and every reader fold them by `decide` and `evolve` to the same state:
 * 1. A field holds what was committed first; what contradicts it stands beside it as a claim until a person chooses.
 * 2. No command is lost: what does not apply keeps its words in the timeline, with its outcome.
 */
import { exhaustive } from '@truc/base';
import { evolveCase, type CaseEvent } from './evolve-case.ts';
import type { IncidentStatus, Severity } from './status.ts';
import type { Violation } from './violation.ts';

export { incidentStatuses, severities } from './status.ts';
export type { IncidentStatus, Severity } from './status.ts';

/** The fields and what they hold. `casualties`: people hurt or dead, null while nobody has counted. */
export type FieldValues = {
  readonly title: string;
  readonly description: string;
  readonly severity: Severity;
  readonly casualties: number | null;
  readonly place: string;
  readonly cameras: readonly string[];
};
export type FieldName = keyof FieldValues;
export const fieldNames = [
  'title',
  'description',
  'severity',
  'casualties',
  'place',
  'cameras',
] as const satisfies readonly FieldName[];

/** Fields on which lives hang: they guard each other, and even equal values are put before a person. */
export const sensitiveFields: ReadonlySet<FieldName> = new Set(['severity', 'casualties']);

/**
 * Which command something was last changed by. `seq` is its place in the log and the version that others name in `base`;
 * `base` is the version that its own author saw; `seq` 0: never changed.
 */
export type Version = {
  readonly seq: number;
  readonly base: number;
  readonly by: string | null;
  readonly dev: string | null;
  readonly inst: number;
  /** Its number on that device. */
  readonly n: number;
};

export type Field<T> = { readonly value: T; readonly version: Version };
export type Fields = { readonly [Name in FieldName]: Field<FieldValues[Name]> };
export type AnyValue = FieldValues[FieldName];

/** What somebody wrote into a field that others had changed meanwhile. Its leaf keeps it for ever. */
export type Claim = {
  readonly opId: string;
  readonly seq: number;
  readonly by: string;
  readonly value: AnyValue;
};
export type Conflict = { readonly field: FieldName; readonly claims: readonly Claim[] };

export type Incident = {
  readonly status: IncidentStatus;
  readonly statusVersion: Version;
  readonly opened: { readonly by: string; readonly seq: number } | null;
  readonly fields: Fields;
  /** Open ones, at most one a field. */
  readonly conflicts: readonly Conflict[];
  /** Null: an incident that goes by its status alone. */
  readonly violation: Violation | null;
  /** Commands that somebody took in out of quarantine: each counts once. */
  readonly adopted: readonly string[];
};

export type IncidentEvent =
  | CaseEvent
  | { readonly type: 'adopted'; readonly opId: string }
  | { readonly type: 'opened'; readonly by: string; readonly seq: number }
  | {
      readonly type: 'field_set';
      readonly field: FieldName;
      readonly value: AnyValue;
      readonly version: Version;
    }
  | { readonly type: 'claim_raised'; readonly field: FieldName; readonly claim: Claim }
  | { readonly type: 'claims_settled'; readonly field: FieldName; readonly opIds: readonly string[] }
  | { readonly type: 'status_changed'; readonly to: IncidentStatus; readonly version: Version };

const never: Version = { seq: 0, base: 0, by: null, dev: null, inst: 0, n: 0 };

/** Before its first command: a log may come back from a backup without its beginning. */
export const emptyIncident: Incident = {
  status: 'reported',
  statusVersion: never,
  opened: null,
  fields: {
    title: { value: '', version: never },
    description: { value: '', version: never },
    severity: { value: 'attention', version: never },
    casualties: { value: null, version: never },
    place: { value: '', version: never },
    cameras: { value: [], version: never },
  },
  conflicts: [],
  violation: null,
  adopted: [],
};

export function evolve(incident: Incident, event: IncidentEvent): Incident {
  switch (event.type) {
    case 'adopted':
      return { ...incident, adopted: [...incident.adopted, event.opId] };
    case 'opened':
      return { ...incident, opened: { by: event.by, seq: event.seq } };
    case 'field_set': {
      const field = { value: event.value, version: event.version };
      return { ...incident, fields: { ...incident.fields, [event.field]: field } };
    }
    case 'claim_raised':
      return { ...incident, conflicts: withClaim(incident.conflicts, event.field, event.claim) };
    case 'claims_settled':
      return { ...incident, conflicts: withoutClaims(incident.conflicts, event.field, event.opIds) };
    case 'status_changed':
      return { ...incident, status: event.to, statusVersion: event.version };
    case 'case':
      return { ...incident, violation: evolveCase(incident.violation, event.change) };
    default:
      return exhaustive(event);
  }
}

function withClaim(conflicts: readonly Conflict[], field: FieldName, claim: Claim): readonly Conflict[] {
  const open = conflicts.find((conflict) => conflict.field === field);
  if (open === undefined) return [...conflicts, { field, claims: [claim] }];
  const joined = { field, claims: [...open.claims, claim] };
  return conflicts.map((conflict) => (conflict === open ? joined : conflict));
}

function withoutClaims(
  conflicts: readonly Conflict[],
  field: FieldName,
  opIds: readonly string[],
): readonly Conflict[] {
  return conflicts
    .map((conflict) =>
      conflict.field === field
        ? { field, claims: conflict.claims.filter(({ opId }) => !opIds.includes(opId)) }
        : conflict,
    )
    .filter(({ claims }) => claims.length > 0);
}

const transitions: Readonly<Record<IncidentStatus, readonly IncidentStatus[]>> = {
  reported: ['notified', 'dismissed', 'escalated'],
  notified: ['handling', 'dismissed', 'escalated'],
  handling: ['awaiting_check', 'escalated'],
  awaiting_check: ['closed', 'handling', 'escalated'],
  escalated: ['handling'],
  closed: ['handling'],
  dismissed: ['handling'],
  reopened: [],
};

/** Where a change of status alone brings an incident; a violation goes by its own commands. */
export function nextStatuses(status: IncidentStatus): readonly IncidentStatus[] {
  return transitions[status];
}

export function isLegal(from: IncidentStatus, to: IncidentStatus): boolean {
  return transitions[from].includes(to);
}

/** What must not wait behind a tablet's backlog: what is grave, and what is passed on. */
export function isUrgent(severity: Severity, to: IncidentStatus | null = null): boolean {
  return severity === 'urgent' || severity === 'high' || to === 'escalated';
}
