import type { KnownPerson } from '#lib/ports/session-storage/session-store.ts';
import type { Session } from '#lib/session/session.svelte.ts';
import type { UnlockFailure } from '#lib/ports/vault/vault.ts';
import { pinLength } from './pin-rule.ts';

/** The screen that asks for a PIN. */
export class UnlockController {
  pin = $state('');
  isBusy = $state(false);
  failure: UnlockFailure['code'] | null = $state(null);
  #session: Pick<Session, 'unlock' | 'persons'>;
  #who: KnownPerson;

  constructor(session: Pick<Session, 'unlock' | 'persons'>, who: KnownPerson) {
    this.#session = session;
    this.#who = who;
  }

  get attemptsLeft(): number {
    return this.#session.persons.find(({ person }) => person === this.#who.person)?.attemptsLeft ?? 0;
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
    this.isBusy = true;
    this.failure = null;
    const opened = await this.#session.unlock(this.#who, this.pin);
    this.isBusy = false;
    this.pin = '';
    if (!opened.ok) this.failure = opened.error.code;
  }
}
