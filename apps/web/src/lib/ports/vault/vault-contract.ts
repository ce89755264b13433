/** What opens a person's keys on this device, and what comes into them. */
import type { Failure, Result } from '@truc/base';
import type { LeaseResponse, PersonId, ScopeId } from '@truc/sync/protocol';
import type { OpenRing } from './keyring.ts';
import type { PasskeyFailure } from './passkeys.ts';

/** Wrong PINs in a row after which the vault is shredded; the right one sets the count back. */
export const pinAttempts = 10;

export type VaultPerson = {
  readonly person: PersonId;
  readonly name: string;
  readonly attemptsLeft: number;
  /** A passkey opens it too. */
  readonly hasPasskey: boolean;
};

/**
 * `expired`: the time without the server is over; a sign-in brings the share again. `shredded`: nothing opens it any more.
 * `wrong_passkey`: it answered another secret than when it was enrolled; the PIN still opens.
 */
export type UnlockFailure = Failure<'wrong_pin' | 'shredded' | 'expired' | 'no_vault' | 'wrong_passkey'> & {
  readonly attemptsLeft?: number;
};

export interface Vault {
  persons(): Promise<readonly VaultPerson[]>;
  /** Takes what a lease brought: into memory, and into the vault if it is open. */
  keep(answer: LeaseResponse): Promise<void>;
  /** Whether a lease has come since this page opened for its person: a vault can be made of it. */
  canCreate(): boolean;
  /** Makes (or replaces) the vault of the person who works here, from his lease. */
  create(owner: { readonly person: PersonId; readonly name: string }, pin: string): Promise<boolean>;
  unlock(person: PersonId, pin: string): Promise<Result<OpenRing, UnlockFailure>>;
  /** Opens it by its passkey. Costs no attempt: the tablet itself verifies the person, and its secret cannot be guessed. */
  unlockByPasskey(person: PersonId): Promise<Result<OpenRing, UnlockFailure | PasskeyFailure>>;
  /** Makes a passkey that opens it beside the PIN, which is asked for: a tablet left open is no way in for somebody's finger. */
  addPasskey(person: PersonId, pin: string): Promise<Result<null, UnlockFailure | PasskeyFailure>>;
  removePasskey(person: PersonId): Promise<void>;
  /** Forgets one scope's key, durably, and remembers that its rows are to go. */
  revoke(scope: ScopeId): Promise<void>;
  forget(person: PersonId): Promise<void>;
  /** Forgets every person's keys. */
  wipe(): Promise<void>;
}
