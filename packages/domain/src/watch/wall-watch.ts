/**
 * Who watches with whom: everybody who has said that he watches for a post and a purpose, until he says that he has stopped. It is
 * counted over all walls that stand open for them. Times in ms since 1970.
 */
export type WatchEvent = {
  readonly kind: 'began' | 'ended';
  readonly person: string;
  /** The post for which he watches; null: for himself alone. */
  readonly post: string | null;
  readonly purpose: string;
  readonly at: number;
};

/** So long after he began nobody still watches who has not said so again: he has gone home. */
export const watchForgottenMs = 12 * 60 * 60_000;
/** Minutes of intense watching after which somebody else should take over: our proposal, from practice, and a setting. */
export const usualSpellMinutes = 20;

export type Watcher = { readonly person: string; readonly since: number };

/** Who watches now, the longest first. `events`: of one post and purpose, in their order. */
export function watchersOf(events: readonly WatchEvent[], now: number): readonly Watcher[] {
  const since = new Map<string, number>();
  for (const { kind, person, at } of events) {
    if (kind === 'began') since.set(person, at);
    else since.delete(person);
  }
  return [...since]
    .filter(([, at]) => now - at < watchForgottenMs)
    .map(([person, at]) => ({ person, since: at }))
    .toSorted((a, b) => a.since - b.since);
}

/** Whether his spell is over and somebody else should look. A reminder, never an order. */
export function isSpellOver({ since }: Pick<Watcher, 'since'>, now: number, spellMinutes: number): boolean {
  return now - since >= spellMinutes * 60_000;
}
