import type { KnownPerson } from '#lib/ports/session-storage/session-store.ts';
import type { Session, UnlockBy } from '#lib/session/session.svelte.ts';
import type { PasskeyFailure } from '#lib/ports/vault/passkeys.ts';
import type { UnlockFailure } from '#lib/ports/vault/vault-contract.ts';
import { pinLength } from './pin-rule.ts';

/** The screen that asks for a PIN, or for a passkey where one was enrolled. */
export class UnlockController {
  pin = $state('');
  isBusy = $state(false);
  failure: UnlockFailure['code'] | PasskeyFailure['code'] | null = $state(null);
  #session: Pick<Session, 'unlock' | 'persons'>;
  #who: KnownPerson;

  constructor(session: Pick<Session, 'unlock' | 'persons'>, who: KnownPerson) {
    this.#session = session;
    this.#who = who;
  }

  get attemptsLeft(): number {
    return this.#person?.attemptsLeft ?? 0;
  }

  get hasPasskey(): boolean {
    return this.canTry && this.#person?.hasPasskey === true;
  }

  /** The vault is there and takes a PIN. */
  get canTry(): boolean {
    return this.attemptsLeft > 0 && this.failure !== 'shredded' && this.failure !== 'expired';
  }

  get isComplete(): boolean {
    return this.pin.length >= pinLength.least;
  }

  async submit(): Promise<void> {
    if (this.isBusy || !this.isComplete || !this.canTry) return;
    await this.#open({ pin: this.pin });
  }

  async submitPasskey(): Promise<void> {
    if (!this.isBusy && this.hasPasskey) await this.#open({ passkey: true });
  }

  async #open(by: UnlockBy): Promise<void> {
    this.isBusy = true;
    this.failure = null;
    const opened = await this.#session.unlock(this.#who, by);
    this.isBusy = false;
    this.pin = '';
    if (!opened.ok) this.failure = opened.error.code;
  }

  get #person() {
    return this.#session.persons.find(({ person }) => person === this.#who.person);
  }
}
