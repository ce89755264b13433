import type { ReplicaLeaf, ReplicaStore } from '@truc/sync/client';
import type { Cursor, ScopeId } from '@truc/sync/protocol';
import type { Life } from './life.ts';
import { transact, type Storage } from './storage.ts';

export type ReplicaDisk = {
  readonly cursors: Map<ScopeId, Cursor>;
  readonly leaves: Map<ScopeId, ReplicaLeaf[]>;
};

/** Told what a transaction stored, before anybody else may act on it. */
export type ReplicaWitness = { handleApplied(scope: ScopeId, leaves: readonly ReplicaLeaf[]): void };

export function createReplicaDisk(): ReplicaDisk {
  return { cursors: new Map(), leaves: new Map() };
}

export function copyReplicaDisk(disk: ReplicaDisk): ReplicaDisk {
  return {
    cursors: new Map(disk.cursors),
    leaves: new Map([...disk.leaves].map(([scope, leaves]) => [scope, [...leaves]])),
  };
}

export function createReplica(
  disk: ReplicaDisk,
  { storage, life, witness }: { storage: Storage; life: Life; witness: ReplicaWitness },
): ReplicaStore {
  return {
    cursors: (scopes) =>
      transact(storage, life, () => scopes.flatMap((scope) => disk.cursors.get(scope) ?? [])),
    apply: ({ expected, leaves, cursor }) =>
      transact(storage, life, () => {
        const held = disk.cursors.get(cursor.scope);
        if (held?.chain !== expected?.chain || held?.seq !== expected?.seq) return false;
        const kept = disk.leaves.get(cursor.scope);
        if (kept === undefined) disk.leaves.set(cursor.scope, [...leaves]);
        else for (const leaf of leaves) kept.push(leaf);
        disk.cursors.set(cursor.scope, cursor);
        witness.handleApplied(cursor.scope, leaves);
        return true;
      }),
    wipe: () =>
      transact(storage, life, () => {
        disk.cursors.clear();
        disk.leaves.clear();
      }),
    drop: (scope) =>
      transact(storage, life, () => {
        disk.cursors.delete(scope);
        disk.leaves.delete(scope);
      }),
  };
}
