import type {
  AnyValue,
  Decision,
  FieldName,
  IncidentRefusal,
  IncidentStatus,
  Severity,
} from '@truc/domain/incident';
import { m } from '#messages';

type Words<Code extends string> = Readonly<Record<Code, () => string>>;

export const statusText: Words<IncidentStatus> = {
  reported: m.incident_status_reported,
  notified: m.incident_status_notified,
  handling: m.incident_status_handling,
  awaiting_check: m.incident_status_awaiting_check,
  closed: m.incident_status_closed,
  dismissed: m.incident_status_dismissed,
  escalated: m.incident_status_escalated,
  reopened: m.incident_status_reopened,
};

/** What a person presses to bring it there. */
export const statusActionText: Words<IncidentStatus> = {
  reported: m.incident_status_reported,
  notified: m.incident_to_notified,
  handling: m.incident_to_handling,
  awaiting_check: m.incident_to_awaiting_check,
  closed: m.incident_to_closed,
  dismissed: m.incident_to_dismissed,
  escalated: m.incident_to_escalated,
  reopened: m.violation_reopen,
};

export const severityText: Words<Severity> = {
  information: m.severity_information,
  attention: m.severity_attention,
  high: m.severity_high,
  urgent: m.severity_urgent,
};

export const fieldText: Words<FieldName> = {
  title: m.incident_field_title,
  description: m.incident_field_description,
  severity: m.incident_field_severity,
  casualties: m.incident_field_casualties,
  place: m.incident_field_place,
  cameras: m.incident_field_cameras,
};

export const refusalText: Words<IncidentRefusal> = {
  title_empty: m.incident_refusal_title_empty,
  text_empty: m.incident_refusal_text_empty,
  text_too_long: m.incident_refusal_text_too_long,
  too_many_cameras: m.incident_refusal_too_many_cameras,
  casualties_wrong: m.incident_refusal_casualties_wrong,
  reason_missing: m.incident_refusal_reason_missing,
  status_not_reachable: m.incident_refusal_status_not_reachable,
  closer_is_recorder: m.incident_refusal_closer_is_recorder,
};

/** The label on a line of the timeline; null where it simply was taken. */
export function decisionText(decision: Pick<Decision, 'status' | 'code'>): string | null {
  switch (decision.status) {
    case 'accepted':
      return null;
    case 'merged':
      return m.incident_merged();
    case 'conflict':
      return m.incident_conflict();
    case 'rejected':
      return decision.code === 'actor_not_permitted'
        ? m.incident_refusal_closer_is_recorder()
        : m.incident_rejected();
  }
}

/** What a field holds, in words. */
export function valueText(
  field: FieldName,
  value: AnyValue,
  cameraName: (id: string) => string | null,
): string {
  if (value === null) return m.incident_casualties_unknown();
  if (typeof value === 'number') return String(value);
  if (typeof value === 'string') {
    if (field === 'severity') return severityText[value as Severity]();
    return value === '' ? m.incident_value_empty() : value;
  }
  if (value.length === 0) return m.incident_value_empty();
  return value.map((id) => cameraName(id) ?? id).join(', ');
}
