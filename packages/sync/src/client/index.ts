export type {
  ClientPorts,
  DeviceRow,
  Installation,
  Locks,
  MakeRecord,
  OutboxCounts,
  OutboxRecord,
  OutboxState,
  OutboxStore,
  ReplicaDelta,
  ReplicaLeaf,
  ReplicaStore,
  Segment,
  SegmentLimits,
  Settlement,
  StoreFailure,
  Transport,
  TransportFailure,
} from './ports.ts';
export { createSyncClient } from './sync-client.ts';
export type { SyncClient, SyncClientOptions, WriteCommand, WriteFailure } from './sync-client.ts';
export type { SendingRange, SyncProblem, SyncStatus } from './sync-status.ts';
