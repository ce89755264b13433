import { emptyWitness, type WitnessState, type WitnessStore } from '@truc/sync/client';

export type MemoryWitnessDisk = { state: WitnessState };

export function createMemoryWitnessDisk(): MemoryWitnessDisk {
  return { state: emptyWitness };
}

export function createMemoryWitness(disk: MemoryWitnessDisk): WitnessStore {
  return {
    async read() {
      return disk.state;
    },
    async update(change) {
      disk.state = change(disk.state);
      return disk.state;
    },
  };
}
