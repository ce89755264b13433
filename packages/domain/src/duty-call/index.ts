export { exportMatters } from './export-matters.ts';
export { technicalMatters } from './log-matters.ts';
export type { TechnicalQuestion } from './log-matters.ts';
export { dutyCallKinds, dutyCallRanks, isAlarm, isCalling, isDueUp } from './matter.ts';
export type { CallMarks, DutyCallKind, DutyCallRank, Matter } from './matter.ts';
export { postMatters } from './post-matters.ts';
export type { PostQuestion } from './post-matters.ts';
