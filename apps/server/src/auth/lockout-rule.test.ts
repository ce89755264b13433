import { describe, expect, it } from 'vitest';
import { decideAttempt, decideFailure, decideSuccess, type GuardState } from './lockout-rule.ts';

const fresh: GuardState = { failures: [], lockedUntil: 0 };

/** An attempt at `now` that fails. */
function fail(state: GuardState, now: number): { state: GuardState; locked: boolean } {
  const attempt = decideAttempt(state, now);
  if (!attempt.admission.admitted) return { state: attempt.state, locked: true };
  const failed = decideFailure(attempt.state, now);
  return { state: failed.state, locked: !failed.admission.admitted };
}

function failAt(times: readonly number[]): { state: GuardState; locked: boolean } {
  let held = { state: fresh, locked: false };
  for (const time of times) held = fail(held.state, time);
  return held;
}

describe('lockout rule', () => {
  it('[N-08] locks for five minutes at the fifth failure within 30 s', () => {
    const { state, locked } = failAt([0, 5_000, 10_000, 20_000, 29_999]);
    expect(locked).toBe(true);
    expect(decideAttempt(state, 30_000).admission).toEqual({ admitted: false, retryAfterMs: 299_999 });
    expect(decideAttempt(state, 329_999).admission).toEqual({ admitted: true });
  });

  it('[N-08] does not lock when five failures take longer than 30 s', () => {
    expect(failAt([0, 10_000, 20_000, 29_000, 30_001]).locked).toBe(false);
  });

  it('[N-08] forgets failures at a success', () => {
    const four = failAt([0, 1, 2, 3]);
    const cleared = decideSuccess(decideAttempt(four.state, 4).state, 4).state;
    expect(fail(cleared, 5).locked).toBe(false);
  });

  it('[N-08] refuses a success that ends after the account was locked', () => {
    const slow = decideAttempt(fresh, 0).state;
    const locked = failAt([1, 2, 3, 4, 5]);
    expect(decideSuccess({ ...slow, ...locked.state }, 6).admission.admitted).toBe(false);
  });

  it('admits no more parallel attempts than failures are allowed', () => {
    let state = fresh;
    const admitted = Array.from({ length: 20 }, () => {
      const decision = decideAttempt(state, 7);
      state = decision.state;
      return decision.admission.admitted;
    });
    expect(admitted.filter(Boolean)).toHaveLength(5);
  });

  it('is not confused by a clock that was set back', () => {
    const ahead = failAt([100_000, 100_001, 100_002, 100_003]);
    expect(fail(ahead.state, 50_000).locked).toBe(false);
  });
});
