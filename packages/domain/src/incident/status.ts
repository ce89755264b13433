/** `reopened` is of violations alone. */
export const incidentStatuses = [
  'reported',
  'notified',
  'handling',
  'awaiting_check',
  'closed',
  'dismissed',
  'escalated',
  'reopened',
] as const;
export type IncidentStatus = (typeof incidentStatuses)[number];

export const severities = ['information', 'attention', 'high', 'urgent'] as const;
export type Severity = (typeof severities)[number];
