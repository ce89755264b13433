export { createCrankedTransport, readAnswer } from './cranked-transport.ts';
export type { CrankedTransport, Flight } from './cranked-transport.ts';
export { goldenOutboxes } from './golden-outboxes.ts';
export type { GoldenOutbox } from './golden-outboxes.ts';
export { createMemoryEvidence } from './memory-evidence.ts';
export type { MemoryEvidence } from './memory-evidence.ts';
export { createMemoryWitness, createMemoryWitnessDisk } from './memory-witness.ts';
export type { MemoryWitnessDisk } from './memory-witness.ts';
export { createMemoryLocks } from './memory-locks.ts';
export { noSigner, openLeases } from './memory-leases.ts';
export { createMemoryLog, createMemoryLogDisk, enrolInMemory } from './memory-log.ts';
export type { MemoryLeaf, MemoryLogDisk } from './memory-log.ts';
export { createMemoryOutbox, createMemoryOutboxDisk } from './memory-outbox.ts';
export type { MemoryOutboxDisk, OutboxRow } from './memory-outbox.ts';
export { createMemoryReplica, createMemoryReplicaDisk } from './memory-replica.ts';
export type { MemoryReplicaDisk } from './memory-replica.ts';
export { createSeededRandom } from './seeded-random.ts';
export type { SeededRandom } from './seeded-random.ts';
export { createSimulatedTime } from './simulated-time.ts';
export type { SimulatedTime } from './simulated-time.ts';
export { createTestServer, openJudge, openNothing, unsigned } from './test-server.ts';
export type { TestAnswer, TestCookies, TestRoute, TestServer, TestServerOptions } from './test-server.ts';
export { logContractSuite } from './log-contract.ts';
export type { LogHarness } from './log-contract.ts';
export { outboxContractSuite } from './outbox-contract.ts';
export type { OutboxHarness } from './outbox-contract.ts';
export { replicaContractSuite, sampleDelta } from './replica-contract.ts';
export type { ReplicaHarness } from './replica-contract.ts';
export {
  after,
  sampleCommand,
  sampleCursor,
  sampleDevice,
  sampleDeviceRow,
  sampleDraft,
  samplePush,
  sampleRecords,
  sampleScope,
} from './samples.ts';
export { createFaultyTransport, noFaults } from './faulty-transport.ts';
export type { FaultRates, FaultyTransportOptions } from './faulty-transport.ts';
