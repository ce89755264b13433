import type { Clock, Timers } from '@truc/base';
import type { OnvifError, OnvifResult } from '@truc/sfu/onvif';
import { noHabit, obedienceOf, withOutcome } from './keyframe-habit.ts';
import type { KeyframeHabit, KeyframeOutcome, Obedience } from './keyframe-habit.ts';

export type KeyframeAskerOptions = {
  readonly clock: Clock;
  readonly timers: Timers;
  /** One SetSynchronizationPoint. */
  readonly ask: () => Promise<OnvifResult<void>>;
  readonly habit?: KeyframeHabit | undefined;
  readonly onHabit: (habit: KeyframeHabit) => void;
};

/** Between two requests to one camera, whoever asks (pitfall 13: a wall that reconnects asks for each tile). */
const coalesceMs = 1_000;
/** A request that was not followed by a keyframe in this time was ignored. */
const patienceMs = 1_500;
/** mediasoup asks twice and falls silent; a camera that misses both would leave the tile black (pitfall 3). */
const longestRun = 5;
/** A camera that ignores requests is tried again now and then: somebody may have set it right. */
const ignoredRetryMs = 10 * 60_000;
/** A keyframe this much before the camera's own rhythm is an answer; one in its rhythm says nothing. */
const earlyShare = 0.8;
const longestGapMs = 60_000;
/** The device says that asking is of no use. */
const useless: readonly OnvifError[] = ['not_supported', 'auth_refused', 'fault'];

/**
 * Turns what viewers want (PLI) into requests to the camera: at most one a second, repeated until a keyframe comes, rare
 * for a camera that does not listen. Learns from when the next parameter sets come whether it obeys.
 */
export class KeyframeAsker {
  readonly #options: KeyframeAskerOptions;
  #habit: KeyframeHabit;
  #wantedSinceMs: number | undefined;
  #askedMs = -Infinity;
  /** The request whose outcome is still open. */
  #openSinceMs: number | undefined;
  #run = 0;
  #lastKeyframeMs: number | undefined;
  #intervalMs: number | undefined;
  #cancelNext: (() => void) | undefined;
  #closed = false;
  asked = 0;

  constructor(options: KeyframeAskerOptions) {
    this.#options = options;
    this.#habit = options.habit ?? noHabit;
  }

  get obedience(): Obedience {
    return obedienceOf(this.#habit);
  }

  get usualMs(): number | undefined {
    return this.#habit.usualMs;
  }

  request(): void {
    if (this.#closed) return;
    if (this.#wantedSinceMs === undefined) this.#run = 0;
    this.#wantedSinceMs ??= this.#now();
    if (this.#cancelNext === undefined) this.#askWhenDue();
  }

  /** A picture with parameter sets came in. */
  noteKeyframe(): void {
    const now = this.#now();
    this.#judge(now);
    this.#noteRhythm(now);
    this.#wantedSinceMs = undefined;
    this.#openSinceMs = undefined;
    this.#cancelNext?.();
    this.#cancelNext = undefined;
  }

  serialize() {
    return { obedience: this.obedience, usualMs: this.#habit.usualMs, asked: this.asked };
  }

  close(): void {
    this.#closed = true;
    this.#cancelNext?.();
  }

  #askWhenDue(): void {
    const every = this.obedience === 'ignores' ? ignoredRetryMs : coalesceMs;
    const waitMs = this.#askedMs + every - this.#now();
    if (waitMs <= 0) return this.#ask();
    // A camera that ignores requests sends its next keyframe of its own long before it is asked again.
    if (this.obedience === 'ignores') return this.#giveUp();
    this.#cancelNext = this.#options.timers.after(waitMs, () => {
      this.#cancelNext = undefined;
      if (this.#wantedSinceMs !== undefined && !this.#closed) this.#askWhenDue();
    });
  }

  #ask(): void {
    if (this.#run >= longestRun) return this.#giveUp();
    this.#run += 1;
    this.asked += 1;
    this.#askedMs = this.#now();
    this.#openSinceMs ??= this.#askedMs;
    const openSinceMs = this.#openSinceMs;
    void this.#options.ask().then((answer) => this.#handleAnswer(answer, openSinceMs));
    this.#cancelNext = this.#options.timers.after(patienceMs, () => {
      this.#cancelNext = undefined;
      if (this.#closed) return;
      if (this.#openSinceMs === openSinceMs) this.#learn('ignored');
      if (this.#wantedSinceMs !== undefined) this.#askWhenDue();
    });
  }

  #handleAnswer(answer: OnvifResult<void>, openSinceMs: number): void {
    if (this.#closed || answer.ok || this.#openSinceMs !== openSinceMs) return;
    this.#openSinceMs = undefined;
    // A device that cannot be reached may obey when it can: that is no word on its habit.
    if (useless.includes(answer.error.code)) this.#learn('refused');
  }

  #judge(now: number): void {
    const since = this.#openSinceMs;
    if (since === undefined) return;
    const isEarly =
      this.#lastKeyframeMs !== undefined &&
      this.#intervalMs !== undefined &&
      now - this.#lastKeyframeMs < this.#intervalMs * earlyShare;
    if (isEarly && now - since <= patienceMs) this.#learn({ afterMs: now - since });
  }

  /** The camera's own rhythm: the longest time between two keyframes of late, since requests only make it shorter. */
  #noteRhythm(now: number): void {
    const gap = now - (this.#lastKeyframeMs ?? now);
    // Longer than that the camera was away, which says nothing of its rhythm.
    if (gap > 0 && gap < longestGapMs) this.#intervalMs = Math.max(gap, (this.#intervalMs ?? 0) * 0.95);
    this.#lastKeyframeMs = now;
  }

  #learn(outcome: KeyframeOutcome): void {
    this.#openSinceMs = undefined;
    this.#habit = withOutcome(this.#habit, outcome);
    this.#options.onHabit(this.#habit);
  }

  #giveUp(): void {
    this.#wantedSinceMs = undefined;
    this.#openSinceMs = undefined;
  }

  #now(): number {
    return this.#options.clock.monotonic();
  }
}
