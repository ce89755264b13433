/** A tablet's lease and the keys that came with it, as if its person had them open; and the device's signing key. */
import type { DeviceSigner, Leases } from '@truc/sync/client';
import { toBase64Url, type Lease, type PersonId, type ScopeId } from '@truc/sync/protocol';
import { hashOctets, hashText } from '../core/fast-hash.ts';
import type { Life } from './life.ts';
import { transact, type Storage } from './storage.ts';

/** `keys`: scopes whose key is here. What is written under a key that was taken away leaves the tablet sealed. */
export type VaultDisk = { lease: Lease | null; readonly keys: Set<ScopeId>; signingKey: string | null };

export function createVaultDisk(): VaultDisk {
  return { lease: null, keys: new Set(), signingKey: null };
}

export function copyVaultDisk(disk: VaultDisk): VaultDisk {
  return { ...disk, keys: new Set(disk.keys) };
}

export type VaultOptions = { readonly storage: Storage; readonly life: Life; readonly writer: PersonId };

export function createLeases(disk: VaultDisk, { storage, life, writer }: VaultOptions): Leases {
  return {
    holder: () => writer,
    leaseOf: (person) => (disk.lease?.person === person ? disk.lease.id : null),
    opens: (scope) => disk.keys.has(scope),
    keep: ({ lease, keys }) =>
      transact(storage, life, () => {
        disk.lease = lease;
        disk.keys.clear();
        for (const { scope } of keys) disk.keys.add(scope);
      }),
    revoke: (scope) => transact(storage, life, () => void disk.keys.delete(scope)),
    wipe: () =>
      transact(storage, life, () => {
        disk.lease = null;
        disk.keys.clear();
      }),
  };
}

export function createSigner(disk: VaultDisk, storage: Storage): DeviceSigner {
  return {
    publicKey: async () => {
      disk.signingKey ??= toBase64Url(storage.lots.bytes(12));
      return { alg: 'Ed25519', spki: disk.signingKey };
    },
    sign: async (octets) => (disk.signingKey === null ? null : signatureOf(disk.signingKey, octets)),
  };
}

/** Stands in for Ed25519: whoever does not have the key makes another text. */
export function signatureOf(signingKey: string, octets: Uint8Array): string {
  return hashOctets(octets, hashText(6, signingKey));
}
