/** N-08 (QCVN 135:2024): five failures within 30 s lock the account for 5 min, whoever then brings the right password. */
export const lockoutRule = { failures: 5, withinMs: 30_000, lockedForMs: 300_000 } as const;

/** Times in ms. `failures`: when attempts failed, or began and have not ended yet. */
export type GuardState = { readonly failures: readonly number[]; readonly lockedUntil: number };

export type Admission =
  { readonly admitted: true } | { readonly admitted: false; readonly retryAfterMs: number };

export type GuardDecision = { readonly state: GuardState; readonly admission: Admission };

/** An attempt counts as failed from its beginning: guesses sent in parallel cannot all slip in before the first is judged. */
export function decideAttempt(state: GuardState, now: number): GuardDecision {
  const failures = recent(state, now);
  if (state.lockedUntil > now) return refused({ ...state, failures }, state.lockedUntil - now);
  // As many as allowed are being judged right now: their failures will lock, a success will clear.
  if (failures.length >= lockoutRule.failures) return refused({ ...state, failures }, 1_000);
  return { state: { ...state, failures: [...failures, now] }, admission: { admitted: true } };
}

/** The attempt that was admitted has failed. */
export function decideFailure(state: GuardState, now: number): GuardDecision {
  const failures = recent(state, now);
  if (state.lockedUntil > now) return refused({ ...state, failures }, state.lockedUntil - now);
  if (failures.length < lockoutRule.failures)
    return { state: { ...state, failures }, admission: { admitted: true } };
  return refused({ failures: [], lockedUntil: now + lockoutRule.lockedForMs }, lockoutRule.lockedForMs);
}

/** A success clears the failures; a lock that came meanwhile stays. */
export function decideSuccess(state: GuardState, now: number): GuardDecision {
  if (state.lockedUntil > now) return refused(state, state.lockedUntil - now);
  return { state: { ...state, failures: [] }, admission: { admitted: true } };
}

function recent(state: GuardState, now: number): readonly number[] {
  return state.failures.filter((at) => at > now - lockoutRule.withinMs && at <= now);
}

function refused(state: GuardState, retryAfterMs: number): GuardDecision {
  return { state, admission: { admitted: false, retryAfterMs } };
}
