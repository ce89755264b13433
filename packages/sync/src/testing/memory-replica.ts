import type { ReplicaLeaf, ReplicaStore } from '@truc/sync/client';
import type { Cursor, ScopeId } from '@truc/sync/protocol';

export type MemoryReplicaDisk = {
  readonly cursors: Map<ScopeId, Cursor>;
  readonly leaves: Map<ScopeId, readonly ReplicaLeaf[]>;
};

export function createMemoryReplicaDisk(): MemoryReplicaDisk {
  return { cursors: new Map(), leaves: new Map() };
}

export function createMemoryReplica(disk: MemoryReplicaDisk): ReplicaStore {
  return {
    async cursors(scopes) {
      return scopes.flatMap((scope) => disk.cursors.get(scope) ?? []);
    },
    async apply({ expected, leaves, cursor }) {
      const held = disk.cursors.get(cursor.scope);
      if (held?.chain !== expected?.chain || held?.seq !== expected?.seq) return false;
      disk.leaves.set(cursor.scope, [...(disk.leaves.get(cursor.scope) ?? []), ...leaves]);
      disk.cursors.set(cursor.scope, cursor);
      return true;
    },
    async drop(scope) {
      disk.cursors.delete(scope);
      disk.leaves.delete(scope);
    },
    async wipe() {
      disk.cursors.clear();
      disk.leaves.clear();
    },
  };
}
