import type { Result } from '@truc/base';
import type { PasskeyFailure } from '#lib/ports/vault/passkeys.ts';
import type { UnlockFailure } from '#lib/ports/vault/vault-contract.ts';
import { pinLength } from './pin-rule.ts';

/** The passkey of whoever works here. */
export type PasskeyPorts = {
  /** Whether this tablet may have what it takes. */
  isAvailable(): Promise<boolean>;
  /** Read reactively. */
  isEnrolled(): boolean;
  enrol(pin: string): Promise<Result<null, UnlockFailure | PasskeyFailure>>;
  remove(): Promise<void>;
};

/** Switches on and off that fingerprint or face open this device beside the PIN. */
export class PasskeyController {
  isAvailable = $state(false);
  /** He wants it and is asked for his PIN. */
  isAsking = $state(false);
  pin = $state('');
  isBusy = $state(false);
  failure: UnlockFailure['code'] | PasskeyFailure['code'] | null = $state(null);
  #ports: PasskeyPorts;

  constructor(ports: PasskeyPorts) {
    this.#ports = ports;
  }

  get isEnrolled(): boolean {
    return this.#ports.isEnrolled();
  }

  get isComplete(): boolean {
    return this.pin.length >= pinLength.least;
  }

  async look(): Promise<void> {
    this.isAvailable = await this.#ports.isAvailable();
  }

  ask(): void {
    this.isAsking = true;
    this.pin = '';
    this.failure = null;
  }

  cancel(): void {
    this.isAsking = false;
    this.pin = '';
    this.failure = null;
  }

  async enrol(): Promise<void> {
    if (this.isBusy || !this.isComplete) return;
    this.isBusy = true;
    this.failure = null;
    const made = await this.#ports.enrol(this.pin);
    this.isBusy = false;
    this.pin = '';
    if (made.ok) this.isAsking = false;
    else this.failure = made.error.code;
  }

  async remove(): Promise<void> {
    if (this.isBusy) return;
    this.isBusy = true;
    await this.#ports.remove();
    this.isBusy = false;
  }
}
