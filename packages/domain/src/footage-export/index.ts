export {
  exportCamerasLimit,
  exportCopiesLimit,
  ExportActSchema,
  ExportFactSchema,
  exportFilesLimit,
} from './acts.ts';
export type {
  ExportAct,
  ExportActOf,
  ExportCopy,
  ExportFact,
  ExportFile,
  ExportRequest,
  SignedPaper,
} from './acts.ts';
export { decide, usualValidDays } from './decide.ts';
export type { ExportMeta } from './decide.ts';
export type { SourceCamera } from './decide-request.ts';
export { clauseOf, evolve, isOver, isReturnLate, stateAt } from './footage-export.ts';
export type { CustodyStep, FootageExport } from './footage-export.ts';
export {
  exportClauses,
  exportPurposes,
  exportRefusals,
  exportStates,
  fates,
  groundClauses,
  media,
  refusalGrounds,
  signatories,
  signatureChecks,
} from './words.ts';
export type {
  ExportPurpose,
  ExportRefusal,
  ExportState,
  Fate,
  Medium,
  RefusalGround,
  Signatory,
  SignatureCheck,
} from './words.ts';
