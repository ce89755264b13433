export { caseKinds, documentLimit } from './case-commands.ts';
export type * from './case-commands.ts';
export {
  decideEscalate,
  decideMeasure,
  decideNotify,
  decideOutcome,
  decideReason,
  decideReport,
  decideStep,
} from './case-drafts.ts';
export type { CaseRefusal } from './case-drafts.ts';
export { stepFault, systemActor } from './case-steps.ts';
export type { CaseFault } from './case-steps.ts';
export { incidentKinds, isFieldValue } from './commands.ts';
export type { ChangeStatusBody, NoteBody, OpenBody, ResolveBody, SetFieldsBody } from './commands.ts';
export { isSame, seenVersions } from './decide.ts';
export type { IncidentCommand } from './decide.ts';
export type { CommandMeta, Decision } from './decision.ts';
export { decideChangeStatus, decideNote, decideOpen } from './drafts.ts';
export type { IncidentRefusal, StatusChange } from './drafts.ts';
export { dueEscalations, waitingCases } from './due-escalations.ts';
export type { EscalationPlan, EscalationQuestion, WaitingCase } from './due-escalations.ts';
export { exportPaperLimit, exportPurposes, exportReasonLength } from './exported.ts';
export type { ExportedBody, ExportPurpose } from './exported.ts';
export { camerasLimit, fieldSchemas, incidentIdSchema, textLimit, titleLimit } from './field-schemas.ts';
export { foldLeaf, growByLeaf, incidentModel, readCommand } from './fold.ts';
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
export { namedLimit } from './misuse-commands.ts';
export type { ReportMisuseBody } from './misuse-commands.ts';
export { settledCommands } from './settled-commands.ts';
export type { SettledCommand } from './settled-commands.ts';
export {
  escalationTargetOf,
  escalationTargets,
  isOpen,
  measureKinds,
  noticeChannels,
  notifyDelayMs,
  notifyTargetMs,
  outcomeCodes,
  recordingLeftMs,
  recordingWarnMs,
  subjectTypes,
  violationKinds,
} from './violation.ts';
export type * from './violation.ts';
