/**
 * A shift (ca trực) at a post, as the facts of the post's log make it (`fold.ts`).
 *
 *     on_duty ─▶ preparing ─▶ awaiting_acceptance ─▶ accepted, accepted_with_reservation ─▶ locked
 *                                    └─▶ accepted_twice (two devices, apart) ─▶ accepted … once a person chose
 *
 * `planned` and `unmanned` are of the post's calendar, not of a shift that somebody began (`coverage.ts`). A shift whose own
 * acceptance was not chosen is `set_aside`; one that nobody took over is `ended_by_exception`.
 */
import type { Accept, Prepare, ShiftFact, SignOut } from './facts.ts';

export const shiftStates = [
  'on_duty',
  'preparing',
  'awaiting_acceptance',
  'accepted_twice',
  'accepted',
  'accepted_with_reservation',
  'locked',
  'set_aside',
  'ended_by_exception',
] as const;
export type ShiftState = (typeof shiftStates)[number];

export type Of<Type extends ShiftFact['type']> = Extract<ShiftFact, { readonly type: Type }>;
/** A fact by which somebody holds the post. */
export type Taking = Of<'start'> | Of<'accept'> | Of<'relief'>;

export type Signing = {
  readonly fact: Of<'signOut'>;
  readonly body: SignOut;
  readonly prepared: Prepare;
  /** In the order of writing. More than one person among them: a conflict, until one is chosen. */
  readonly acceptances: readonly Of<'accept'>[];
  readonly chosen: Of<'chooseAcceptance'> | null;
};

export type Shift = {
  /** The fact that began it. */
  readonly id: string;
  readonly begun: Of<'start'> | Of<'accept'>;
  readonly from: number;
  readonly planned: Accept['planned'];
  readonly document: string;
  readonly state: ShiftState;
  /** Who answers for the post now, or did at the end, and since when. */
  readonly holder: { readonly person: string; readonly since: number; readonly by: string };
  /** Everybody who held it, in order. */
  readonly held: readonly Taking[];
  readonly prepared: Of<'prepare'> | null;
  readonly signing: Signing | null;
  /** The acceptance that ended it. */
  readonly accepted: Of<'accept'> | null;
  readonly exception: Of<'endByException'> | null;
  /** Null while it goes on. */
  readonly until: number | null;
};

/** What a fact that does not count is set beside the shifts for: it stays in the book, and says why it changed nothing. */
export type Disregarded = { readonly fact: ShiftFact; readonly code: DisregardCode };
export type DisregardCode =
  | 'follows_nothing'
  | 'not_holder'
  | 'hash_mismatch'
  | 'outgoing_is_incoming'
  | 'carried_not_opened'
  | 'already_chosen';

export type Watch = {
  /** In the order in which they began. */
  readonly shifts: readonly Shift[];
  readonly explanations: readonly Of<'explainGap'>[];
  readonly disregarded: readonly Disregarded[];
};

/** The shifts that somebody answers for now: more than one only while an acceptance is to be chosen, or people overlap. */
export function openShifts({ shifts }: Watch): readonly Shift[] {
  return shifts.filter(({ until, state }) => until === null && state !== 'set_aside');
}

/** The newest shift that goes on; null while the post is unmanned. */
export function currentShift(watch: Watch): Shift | null {
  return openShifts(watch).at(-1) ?? null;
}

/** Handovers on which two people's words stand against each other. */
export function handoverConflicts({ shifts }: Watch): readonly Shift[] {
  return shifts.filter(({ state }) => state === 'accepted_twice');
}
