export { checkDelta } from './check-delta.ts';
export { createClockOffset } from './clock-offset.ts';
export { deliverOutbox } from './deliver.ts';
export type { Delivery } from './deliver.ts';
export type { Workplace } from './clock-watch.ts';
export { clampHybridTime, laterHybridTime } from './hybrid-clock.ts';
export {
  cutSegment,
  isOtherLife,
  isOvertaken,
  isUnended,
  sameOutcome,
  stateAfter,
  tellsOfRestore,
} from './outbox-rules.ts';
export { emptyWitness } from './ports.ts';
export type {
  ClientPorts,
  Contradiction,
  DeviceRow,
  DeviceSigner,
  Installation,
  Leases,
  Locks,
  OperationDraft,
  OutboxCounts,
  OutboxRecord,
  OutboxState,
  OutboxStore,
  Reopening,
  ReplicaDelta,
  ReplicaLeaf,
  ReplicaStore,
  Segment,
  SegmentLimits,
  SendableRecord,
  SettledBy,
  SettledOperation,
  Settlement,
  StoreFailure,
  Teller,
  Transport,
  TransportFailure,
  UrgentPlace,
  UrgentStore,
  Witnessing,
  WitnessState,
  WitnessStore,
} from './ports.ts';
export { createSyncClient } from './sync-client.ts';
export type { SyncClient, SyncClientOptions, WriteFailure } from './sync-client.ts';
export { draftOperation } from './make-record.ts';
export type { WriteCommand } from './make-record.ts';
export type { SendingRange, SyncProblem, SyncStatus } from './sync-status.ts';
