import type { Session } from '#lib/session/session.svelte.ts';
import { pinFault } from './pin-rule.ts';

export type SetPinPorts = {
  readonly session: Pick<Session, 'setPin'>;
  /** Resolves with whether the lease that a vault is made of has come in time. */
  readonly leaseArrives: () => Promise<boolean>;
  /** From now on something lies here that must not be thrown away: the browser is asked to keep it (SH2). */
  readonly protection: { ask(): Promise<void> };
};

/** Twice the same PIN, and none of those that everybody tries. */
export class SetPinController {
  pin = $state('');
  step: 'choose' | 'repeat' = $state('choose');
  isBusy = $state(false);
  failure: 'too_short' | 'obvious' | 'differs' | 'no_lease' | null = $state(null);
  #chosen = '';
  #ports: SetPinPorts;

  constructor(ports: SetPinPorts) {
    this.#ports = ports;
  }

  async submit(): Promise<void> {
    if (this.isBusy) return;
    if (this.step === 'choose') this.#choose();
    else await this.#repeat();
  }

  startAgain(): void {
    this.step = 'choose';
    this.pin = '';
    this.#chosen = '';
  }

  #choose(): void {
    this.failure = pinFault(this.pin);
    if (this.failure !== null) {
      this.pin = '';
      return;
    }
    this.#chosen = this.pin;
    this.pin = '';
    this.step = 'repeat';
  }

  async #repeat(): Promise<void> {
    if (this.pin !== this.#chosen) {
      this.startAgain();
      this.failure = 'differs';
      return;
    }
    this.isBusy = true;
    this.failure = null;
    const isSet = (await this.#ports.leaseArrives()) && (await this.#ports.session.setPin(this.pin)).ok;
    this.isBusy = false;
    if (!isSet) this.failure = 'no_lease';
    else void this.#ports.protection.ask();
  }
}
