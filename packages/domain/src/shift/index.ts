export { dayMs, dayOf, provinceOffsetMs, startOfDay } from './civil-day.ts';
export { answerStates, checklistPoints, missingPoint } from './checklist.ts';
export type { Answer, Answers, ChecklistPoint } from './checklist.ts';
export { gapMinutes, gapsOf, mannedSpans } from './coverage.ts';
export type { CoverageQuestion, Gap, GapKind } from './coverage.ts';
export {
  decideAccept,
  decideChooseAcceptance,
  decideEndByException,
  decideExplainGap,
  decidePrepare,
  decideRelief,
  decideSignOut,
  decideStart,
  earliestMs,
  refusalClauses,
  waitingShift,
} from './decide.ts';
export type { Acceptance, Desk, ShiftRefusal } from './decide.ts';
export {
  answerLimit,
  carriedLimit,
  devicesLimit,
  gapReasons,
  isShiftKind,
  noteLimit,
  readShiftFact,
  shiftKinds,
  titleLimit,
} from './facts.ts';
export type {
  Accept,
  Carried,
  ChooseAcceptance,
  EndByException,
  ExplainGap,
  Prepare,
  Relief,
  Round,
  ShiftFact,
  ShiftFactBody,
  ShiftFactType,
  SignOut,
  Snapshot,
  Start,
} from './facts.ts';
export { foldShifts, noWatch } from './fold.ts';
export type { Reach } from './fold.ts';
export { handoversOf, ownTimeEnd } from './handovers.ts';
export {
  AssignmentDocumentSchema,
  documentFor,
  documentsAt,
  isInForce,
  ShiftPatternSchema,
  slotFor,
  slotsBetween,
} from './plan.ts';
export type { AssignmentDocument, ShiftPattern, Slot } from './plan.ts';
export { currentShift, handoverConflicts, openShifts, shiftStates } from './shift.ts';
export type { Disregarded, DisregardCode, Of, Shift, ShiftState, Signing, Taking, Watch } from './shift.ts';
