import { emptyWitness, type WitnessState, type WitnessStore } from '@truc/sync/client';
import type { Life } from './life.ts';
import { transact, type Storage } from './storage.ts';

/** What a tablet keeps of the evidence log that it was shown. */
export type WitnessDisk = { state: WitnessState };

export function createWitnessDisk(): WitnessDisk {
  return { state: emptyWitness };
}

export type WitnessOptions = {
  readonly storage: Storage;
  readonly life: Life;
  /** Told of another note than was kept before. */
  readonly handleSeen: (before: string, now: string) => void;
};

export function createWitness(
  disk: WitnessDisk,
  { storage, life, handleSeen }: WitnessOptions,
): WitnessStore {
  return {
    read: () => transact(storage, life, () => disk.state),
    update: (change) =>
      transact(storage, life, () => {
        const before = disk.state.note;
        disk.state = change(disk.state);
        const { note } = disk.state;
        if (before !== null && note !== null && note !== before) handleSeen(before, note);
        return disk.state;
      }),
  };
}
