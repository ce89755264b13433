import type { Keyring } from '#lib/ports/vault/keyring.ts';
import type { Vault } from '#lib/ports/vault/vault-contract.ts';

/** How long the screen that sets a PIN waits for the server. */
const leaseWithinMs = 15_000;

/** Whether the lease that a vault is made of has come, or comes within a few seconds. */
export function leaseArrives(keyring: Keyring, vault: Vault): Promise<boolean> {
  if (vault.canCreate()) return Promise.resolve(true);
  return new Promise((resolve) => {
    const finish = () => {
      clearTimeout(timer);
      stop();
      resolve(vault.canCreate());
    };
    const timer = setTimeout(finish, leaseWithinMs);
    const stop = keyring.subscribe(() => {
      if (vault.canCreate()) finish();
    });
  });
}
