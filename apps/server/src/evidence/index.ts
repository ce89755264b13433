export { readOrMakeSigningKey, verifyEd25519 } from './checkpoint-key.ts';
export type { SigningKey } from './checkpoint-key.ts';
export { writeExport } from './export/write-export.ts';
export type {
  ExportEntry,
  ExportRecord,
  ExportScope,
  ExportSegment,
  ExportSource,
} from './export/write-export.ts';
export { writeFault } from './verify/fault.ts';
export type { Fault } from './verify/fault.ts';
export { fromOctets, openFile } from './verify/octet-source.ts';
export { inThisThread, inWorkers } from './verify/runners.ts';
export { verifyExport } from './verify/verify-export.ts';
export type { Summary } from './verify/verify-export.ts';
