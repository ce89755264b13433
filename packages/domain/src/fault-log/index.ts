export { checksOf } from './checks.ts';
export type { ChecksState } from './checks.ts';
export { checkPace, faultKinds, faultTextLimit, nameLimit, shortOutageLimitMs } from './commands.ts';
export type {
  AssignBody,
  CloseBody,
  FaultCommand,
  ReportBody,
  StartBody,
  SubstituteBody,
} from './commands.ts';
export { recurrenceMs, seenVersion } from './decide.ts';
export type { FaultDecision } from './decide.ts';
export {
  draftAssign,
  draftClose,
  draftNote,
  draftPark,
  draftReport,
  draftStart,
  draftSubstitute,
} from './drafts.ts';
export type { DraftRefusal } from './drafts.ts';
export { emptyFault, faultStatuses, isOpen, isUnwatched, runningSubstitutes } from './fault.ts';
export type {
  Check,
  Fault,
  FaultStatus,
  LostRecording,
  ParentLink,
  Report,
  Substitute,
  Visit,
} from './fault.ts';
export { minutesOf, promptReportMs, reportDelay, timeToRepairMs, unwatchedMs } from './figures.ts';
export { faultModel, foldFaultLeaf, readFaultCommand } from './fold.ts';
export type { FaultLeaf, FoldedFaults } from './fold.ts';
export { othersOutInZone } from './maintenance.ts';
export { centralFaults } from './rules.ts';
export type { FaultMeta, FaultRefusal, Faults } from './rules.ts';
export {
  acceptances,
  assetKinds,
  assignees,
  causes,
  measures,
  opensCase,
  symptoms,
  visitChecklist,
} from './words.ts';
export type { Acceptance, Asset, AssetKind, Assignee, Cause, Measure, Symptom, VisitItem } from './words.ts';
