export { checksOf } from './checks.ts';
export type { ChecksState } from './checks.ts';
export { checkPace, faultKinds, faultTextLimit, nameLimit, shortOutageLimitMs } from './commands.ts';
export type {
  AssignBody,
  CloseBody,
  FaultCommand,
  JudgeBody,
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
  Judgement,
  LostRecording,
  ParentLink,
  Report,
  Substitute,
  Visit,
} from './fault.ts';
export { minutesOf, promptReportMs, reportDelay, timeToRepairMs, unwatchedMs } from './figures.ts';
export {
  emptyLog,
  faultModel,
  foldFaultLeaf,
  growByFaultLeaf,
  isFaultCommand,
  readFaultCommand,
  technicalKinds,
} from './fold.ts';
export type {
  FaultLeaf,
  FoldedFaults,
  OwnTechnicalLog,
  TechnicalCommand,
  TechnicalDecision,
  TechnicalLog,
} from './fold.ts';
export { callsForCase, interferenceOf } from './interference.ts';
export type { Interference } from './interference.ts';
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
  verdicts,
  visitChecklist,
} from './words.ts';
export type {
  Acceptance,
  Asset,
  AssetKind,
  Assignee,
  Cause,
  Measure,
  Symptom,
  Verdict,
  VisitItem,
} from './words.ts';
