export { decideFault, faultAssets, faultCauses, faultEventKinds } from './fault.ts';
export type { FaultAsset, FaultCause, FaultEvent, FaultState, FaultVerdict } from './fault.ts';
export { proposeFaults } from './propose-faults.ts';
export type { ProposalQuestion, Trouble, WatchedCamera } from './propose-faults.ts';
