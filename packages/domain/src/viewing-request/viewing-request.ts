import { failure, ok, type Failure, type Result } from '@truc/base';

/**
 * Four eyes (KH-32): whoever wants to watch a camera that is marked sensitive asks, and a second person authorises it for a
 * while. The words of each event stand by themselves, so that one line of the log tells who, whom, which camera, for what, and
 * from when to when. Times in ms since 1970.
 *
 *     asked ──▶ authorised ──▶ (expired by itself) | ended
 *       ├─────▶ refused
 *       └─────▶ ended, or (unanswered by itself)
 */
export const viewingRequestKinds = ['asked', 'authorised', 'refused', 'ended'] as const;
export type ViewingRequestEvent = {
  readonly kind: (typeof viewingRequestKinds)[number];
  readonly request: string;
  /** Who wants to watch. */
  readonly person: string;
  readonly camera: string;
  readonly purpose: string;
  /** From and until when something was recorded that is asked for; null: the look is a live one. */
  readonly stretch: readonly [number, number] | null;
  /** Who did this: the second person where it was decided. */
  readonly by: string;
  readonly reason: string;
  /** For how long it was asked. */
  readonly minutes: number;
  readonly at: number;
  /** Until when he may watch: with `authorised` alone. */
  readonly until: number | null;
  /** Whether the second person did it on a screen of his own, or by signing in on that of whoever asks. */
  readonly where: 'own_screen' | 'on_the_spot' | null;
};

export const viewingMinutes = [5, 15, 30, 60] as const;
/** Nobody decides about what was asked so long ago: whoever still wants to watch asks again. */
export const unansweredAfterMs = 10 * 60_000;

export const viewingRequestStates = [
  'waiting',
  'unanswered',
  'authorised',
  'expired',
  'refused',
  'ended',
] as const;
export type ViewingRequestState = (typeof viewingRequestStates)[number];

/** What became of a request by `now`. `events`: its own, in their order, at least the first. */
export function stateOf(events: readonly ViewingRequestEvent[], now: number): ViewingRequestState {
  const last = events.at(-1);
  if (last === undefined) return 'ended';
  if (last.kind === 'asked') return now - last.at >= unansweredAfterMs ? 'unanswered' : 'waiting';
  if (last.kind === 'authorised') return now >= (last.until ?? 0) ? 'expired' : 'authorised';
  return last.kind;
}

export type RequestVerdict = {
  readonly kind: 'authorised' | 'refused' | 'ended';
  readonly by: string;
  readonly reason: string;
  readonly where: ViewingRequestEvent['where'];
};
export type VerdictRefusal = 'own_request' | 'not_open';

/** The event that this verdict makes, or why there is none. Whether `by` has the right is the policy's question. */
export function decideRequest(
  events: readonly ViewingRequestEvent[],
  verdict: RequestVerdict,
  now: number,
): Result<ViewingRequestEvent, Failure<VerdictRefusal>> {
  const [asked] = events;
  if (asked === undefined) return failure('not_open');
  const state = stateOf(events, now);
  const isEnding = verdict.kind === 'ended';
  if (!isEnding && verdict.by === asked.person) return failure('own_request', 'KH-32');
  if (isEnding ? state !== 'waiting' && state !== 'authorised' : state !== 'waiting')
    return failure('not_open');
  const until = verdict.kind === 'authorised' ? now + asked.minutes * 60_000 : null;
  return ok({ ...asked, ...verdict, at: now, until });
}
