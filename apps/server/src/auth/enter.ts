import { refuse, type Refusal } from '../http/refusal.ts';
import type { AddressThrottle } from './address-throttle.ts';
import type { Lockout } from './lockout.ts';
import type { LogIn } from './log-in.ts';
import { signIn, signOut, type SignedIn } from './sessions.ts';

export type EnterParts = {
  readonly logIn: LogIn;
  readonly lockout: Lockout;
  readonly throttle: AddressThrottle;
};
export type Attempt = { readonly username: string; readonly password: string; readonly address: string };

/** The one door by password: throttled by address, locked by account (N-08). The session that it opens is the caller's to keep. */
export async function enter(attempt: Attempt, parts: EnterParts): Promise<SignedIn | Refusal> {
  const { lockout, throttle } = parts;
  const waitMs = throttle.waitMs(attempt.address);
  if (waitMs > 0) return refuse('too_many_requests', { retryAfterMs: waitMs });
  const admission = await lockout.attempt(attempt.username);
  if (!admission.admitted) return refuse('locked_out', { retryAfterMs: admission.retryAfterMs });
  const signedIn = await signIn(parts.logIn, attempt);
  if (signedIn === null) {
    throttle.failed(attempt.address);
    await lockout.failed(attempt.username);
    return refuse('wrong_credentials');
  }
  const cleared = await lockout.succeeded(attempt.username);
  if (cleared.admitted) return signedIn;
  await signOut(parts.logIn, signedIn);
  return refuse('locked_out', { retryAfterMs: cleared.retryAfterMs });
}

/** Who somebody is by his password, for one act on another's screen: the session that proves it ends at once. */
export async function prove(attempt: Attempt, parts: EnterParts): Promise<{ person: string } | Refusal> {
  const entered = await enter(attempt, parts);
  if ('refused' in entered) return entered;
  await signOut(parts.logIn, entered);
  return { person: entered.person };
}
