export { camerasLimit, incidentKinds, isFieldValue, textLimit, titleLimit } from './commands.ts';
export type { ChangeStatusBody, NoteBody, OpenBody, ResolveBody, SetFieldsBody } from './commands.ts';
export { isSame, seenVersions } from './decide.ts';
export type { CommandMeta, Decision, IncidentCommand } from './decide.ts';
export { decideChangeStatus, decideNote, decideOpen, tidy } from './drafts.ts';
export type { IncidentRefusal, StatusChange } from './drafts.ts';
export { foldLeaf, incidentModel, readCommand } from './fold.ts';
export type { CommandLeaf, CommandReading, Folded, Incidents } from './fold.ts';
export {
  emptyIncident,
  fieldNames,
  incidentStatuses,
  isUrgent,
  nextStatuses,
  sensitiveFields,
  severities,
} from './incident.ts';
export type {
  AnyValue,
  Claim,
  Conflict,
  FieldName,
  Fields,
  FieldValues,
  Incident,
  IncidentStatus,
  Severity,
  Version,
} from './incident.ts';
