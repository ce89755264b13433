import * as v from 'valibot';

/**
 * What is known of one stream's obedience. `obeyed`: of the last requests that tell anything, the newest last; at most
 * eight. `usualMs`: the time to the next parameter sets when it obeyed.
 */
export const KeyframeHabitSchema = v.strictObject({
  obeyed: v.pipe(v.array(v.boolean()), v.maxLength(8)),
  usualMs: v.optional(v.number()),
});
export type KeyframeHabit = v.InferOutput<typeof KeyframeHabitSchema>;
export type Obedience = 'unknown' | 'obeys' | 'ignores';

export const noHabit: KeyframeHabit = { obeyed: [] };

const kept = 8;
const enoughRefusals = 3;

/** One that obeyed once may have been restarted or set anew: three refusals in a row say that it does not (any more). */
export function obedienceOf({ obeyed }: KeyframeHabit): Obedience {
  if (obeyed.length === 0) return 'unknown';
  const last = obeyed.slice(-enoughRefusals);
  if (last.length === enoughRefusals && last.every((one) => !one)) return 'ignores';
  return obeyed.includes(true) ? 'obeys' : 'unknown';
}

/** `refused`: the device said that it knows no such request, which needs no second proof. */
export type KeyframeOutcome = { readonly afterMs: number } | 'ignored' | 'refused';

export function withOutcome(habit: KeyframeHabit, outcome: KeyframeOutcome): KeyframeHabit {
  if (outcome === 'refused') return { ...habit, obeyed: [false, false, false] };
  const obeyed = [...habit.obeyed, outcome !== 'ignored'].slice(-kept);
  if (outcome === 'ignored') return { ...habit, obeyed };
  // Smoothed, so that one slow answer does not change what is expected.
  const usualMs = Math.round((habit.usualMs ?? outcome.afterMs) * 0.7 + outcome.afterMs * 0.3);
  return { obeyed, usualMs };
}
