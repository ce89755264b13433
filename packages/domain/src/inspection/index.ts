export { findingsLimit, InspectionActSchema, InspectionFactSchema, looksLimit, SeenSchema } from './acts.ts';
export type { InspectionAct, InspectionFact, NewFinding, RecordAct, Seen } from './acts.ts';
export { cycleStateOf, isInCycle, usualCycleDays } from './cycle.ts';
export type { CycleState } from './cycle.ts';
export { decide, lookAgeMs } from './decide.ts';
export type { InspectionMeta } from './decide.ts';
export { emptyInspection, evolve, findingStatuses, isFindingLate, isSettled } from './inspection.ts';
export type { Finding, FindingStatus, FindingStep, Inspection, Minutes } from './inspection.ts';
export {
  checkResults,
  findingKinds,
  inspectionClauses,
  inspectionPurposes,
  inspectionRefusals,
  triggers,
} from './words.ts';
export type { CheckResult, FindingKind, InspectionPurpose, InspectionRefusal, Trigger } from './words.ts';
