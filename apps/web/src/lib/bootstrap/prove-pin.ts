import { PersonIdSchema } from '@truc/sync/protocol';
import * as v from 'valibot';
import type { UnlockFailure, Vault } from '#lib/ports/vault/vault-contract.ts';
import type { Session } from '#lib/session/session.svelte.ts';

type ProvePorts = { readonly session: Pick<Session, 'me'>; readonly vault: Pick<Vault, 'unlock'> };

/** Asks the vault of whoever works here. A wrong PIN costs an attempt, as at the door. */
export async function provePin({ session, vault }: ProvePorts, pin: string): Promise<UnlockFailure | null> {
  const { me } = session;
  if (me === null) return { code: 'no_vault' };
  const opened = await vault.unlock(v.parse(PersonIdSchema, me.person.id), pin);
  return opened.ok ? null : opened.error;
}
