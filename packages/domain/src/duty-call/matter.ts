/**
 * What calls somebody to act besides violations: a duty that is being missed, or something that waits for one person's decision
 * (GL-09, GL-15, GL-20, GL-23, GL-25). Pure; times in ms since 1970 by the server's clock.
 *
 *     – ─▶ called ─▶ acknowledged
 *             └─▶ gone up ─▶ acknowledged        over as soon as the matter itself is
 */
export const dutyCallKinds = [
  'post_unmanned',
  'handover_waits',
  'check_due',
  'permit_waits',
  'export_waits',
] as const;
export type DutyCallKind = (typeof dutyCallKinds)[number];

/** `first`: whose duty it is. `up`: whom it goes to when none of those acknowledges it in time. */
export const dutyCallRanks = ['first', 'up'] as const;
export type DutyCallRank = (typeof dutyCallRanks)[number];

export type Matter = {
  /** The same as long as it is the same matter: nobody is called for it twice. */
  readonly key: string;
  readonly kind: DutyCallKind;
  /** Whose log it stands in; of an extraction: of whose recordings. */
  readonly scope: string;
  readonly facility: string | null;
  /** The post, fault, permit or request that it is about. */
  readonly about: string;
  /** Since when it is so. */
  readonly since: number;
  /** Who has no say in it: whoever asked. */
  readonly except: readonly string[];
};

/**
 * A missed duty sounds until somebody acknowledges it, and goes up. What waits for a decision is told once and stands on its
 * page: it needs somebody by day, and wakes nobody.
 */
export function isAlarm({ kind }: Pick<Matter, 'kind'>): boolean {
  return kind === 'post_unmanned' || kind === 'handover_waits' || kind === 'check_due';
}

/** What is known of a call besides its matter; null: not yet. */
export type CallMarks = {
  readonly raisedAt: number;
  readonly goneUpAt: number | null;
  readonly acknowledged: { readonly by: string; readonly at: number } | null;
};

/** Whether nobody acknowledged it within the time that it may wait. */
export function isDueUp(
  matter: Pick<Matter, 'kind'>,
  { raisedAt, goneUpAt, acknowledged }: CallMarks,
  { now, upAfterMs }: { readonly now: number; readonly upAfterMs: number },
): boolean {
  return isAlarm(matter) && goneUpAt === null && acknowledged === null && raisedAt + upAfterMs <= now;
}

/** Whether it sounds at this person's: he was called, by whichever rank, and nobody has acknowledged it. */
export function isCalling(
  matter: Pick<Matter, 'kind'>,
  { goneUpAt, acknowledged }: CallMarks,
  ranks: readonly DutyCallRank[],
): boolean {
  const isReached = ranks.includes('first') || (goneUpAt !== null && ranks.includes('up'));
  return isAlarm(matter) && acknowledged === null && isReached;
}
