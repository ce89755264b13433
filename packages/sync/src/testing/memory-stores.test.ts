import { logContractSuite } from './log-contract.ts';
import { createMemoryLog, createMemoryLogDisk, enrolInMemory } from './memory-log.ts';
import { createMemoryOutbox, createMemoryOutboxDisk } from './memory-outbox.ts';
import { createMemoryReplica, createMemoryReplicaDisk } from './memory-replica.ts';
import { outboxContractSuite } from './outbox-contract.ts';
import { replicaContractSuite } from './replica-contract.ts';

outboxContractSuite('memory', async () => {
  const disk = createMemoryOutboxDisk();
  return {
    store: createMemoryOutbox(disk),
    reopen: async () => createMemoryOutbox(disk),
    journalOf: async (n) => disk.journal.filter((entry) => entry.n === n).map(({ outcome }) => outcome),
  };
});

replicaContractSuite('memory', async () => {
  const disk = createMemoryReplicaDisk();
  return {
    store: createMemoryReplica(disk),
    reopen: async () => createMemoryReplica(disk),
    leavesOf: async (scope) => disk.leaves.get(scope) ?? [],
  };
});

logContractSuite('memory', async () => {
  const disk = createMemoryLogDisk();
  return {
    store: createMemoryLog(disk, { now: () => 1_800_000_001_000, monotonic: () => 0 }),
    enrol: async (dev, inst) => enrolInMemory(disk, dev, inst),
    close: async () => undefined,
  };
});
