import type { Leases } from '@truc/sync/client';
import type { Keyring } from './keyring.ts';
import type { Vault } from './vault-contract.ts';

/** The engine's view of who works here. `changed` is called when keys came or went, for the other tabs. */
export function createLeases(keyring: Keyring, vault: Vault, changed: () => void): Leases {
  return {
    holder: () => keyring.current?.person ?? null,
    leaseOf(person) {
      const ring = keyring.current;
      return ring?.person === person ? (ring.lease?.id ?? null) : null;
    },
    opens: (scope) => keyring.of(scope) !== null,
    async keep(answer) {
      await vault.keep(answer);
      changed();
    },
    async revoke(scope) {
      await vault.revoke(scope);
      changed();
    },
    async wipe() {
      await vault.wipe();
      changed();
    },
  };
}
