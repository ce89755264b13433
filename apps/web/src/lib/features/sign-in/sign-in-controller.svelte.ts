import type { HttpFailure } from '#lib/ports/http/http-failure.ts';
import type { Session } from '#lib/session/session.svelte.ts';

export type SignInOptions = {
  readonly session: Pick<Session, 'signIn'>;
  readonly now: () => number;
  /** Read at each attempt: whether the person's PIN is to be set anew. */
  readonly withNewPin: () => boolean;
};

/** The form of sign-in. There is no way to make an account here: accounts are granted (GL-05). */
export class SignInController {
  username = $state('');
  password = $state('');
  isBusy = $state(false);
  failure: HttpFailure['code'] | 'missing' | null = $state(null);
  /** Until when the account is locked, in ms of this device's clock, or null (N-08). */
  lockedUntil: number | null = $state(null);
  #options: SignInOptions;

  constructor(options: SignInOptions) {
    this.#options = options;
  }

  async submit(): Promise<void> {
    if (this.isBusy) return;
    if (this.username.trim() === '' || this.password === '') {
      this.failure = 'missing';
      return;
    }
    this.isBusy = true;
    this.failure = null;
    const { session, now, withNewPin } = this.#options;
    const request = { username: this.username.trim(), password: this.password };
    const answer = await session.signIn(request, withNewPin());
    this.isBusy = false;
    if (answer.ok) return;
    this.failure = answer.error.code;
    if (answer.error.code === 'locked_out')
      this.lockedUntil = now() + (answer.error.retryAfterMs ?? usualLockoutMs);
    if (answer.error.code === 'wrong_credentials') this.password = '';
  }
}

/** N-08: five minutes, when the answer does not say. */
const usualLockoutMs = 5 * 60_000;
