export { interventionKinds, permitAssetsLimit } from './commands.ts';
export type {
  ApproveBody,
  AskBody,
  BeginBody,
  EndBody,
  FoundBody,
  InterventionCommand,
  ListDeviceBody,
  PlaceDeviceBody,
  RefuseBody,
  RetireDeviceBody,
  RevokeBody,
  SettleBody,
  WorkCheckBody,
} from './commands.ts';
export {
  draftApprove,
  draftAsk,
  draftBegin,
  draftEnd,
  draftListDevice,
  draftPlace,
  draftReason,
  draftSettle,
  unlistedDeviceFound,
} from './drafts.ts';
export type { WorkDraftRefusal } from './drafts.ts';
export { deviceBySerial, isFindOverdue } from './inventory.ts';
export type { Device, Devices, Find, Finds, Placement } from './inventory.ts';
export {
  allowedUntil,
  allowsAt,
  isAtWork,
  permitFor,
  permitStandings,
  permittedWithin,
  standingOf,
} from './permit.ts';
export type { Permit, Permits, PermitStanding, PermitStatus } from './permit.ts';
export { noInterventions } from './rules.ts';
export type { Interventions, WorkRefusal } from './rules.ts';
export { deviceKinds, findOutcomes, findSources, works } from './words.ts';
export type { DeviceKind, FindOutcome, FindSource, Work } from './words.ts';
