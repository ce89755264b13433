import { failure } from '@truc/base';
import type { PasskeyPorts } from '#lib/features/lock/passkey-controller.svelte.ts';
import { browserPasskeys } from '#lib/ports/vault/passkeys.ts';
import type { Vault } from '#lib/ports/vault/vault-contract.ts';
import type { Session } from '#lib/session/session.svelte.ts';

/** The passkey of whoever works here at the moment. */
export function passkeyOf(session: Session, vault: Vault): PasskeyPorts {
  const me = () => session.persons.find(({ person }) => person === session.me?.person.id);
  return {
    isAvailable: () => browserPasskeys.isAvailable(),
    isEnrolled: () => me()?.hasPasskey === true,
    async enrol(pin) {
      const person = me()?.person;
      const made = person === undefined ? failure('no_vault') : await vault.addPasskey(person, pin);
      // The last wrong PIN shreds the vault: what is open closes with it.
      if (!made.ok && made.error.code === 'shredded') session.lock();
      await session.look();
      return made;
    },
    async remove() {
      const person = me()?.person;
      if (person !== undefined) await vault.removePasskey(person);
      await session.look();
    },
  };
}
