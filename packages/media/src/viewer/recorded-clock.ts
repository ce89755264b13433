import type { PlaybackClock } from '@truc/media/signalling';
import { frameDistanceMs } from './picture-age.ts';

const kept = 32;

/** Which moment of the recordings a frame shows, by what the SFU has said of the frames around it. */
export class RecordedClock {
  #clocks: PlaybackClock[] = [];
  #isAwaited = true;

  /** Another moment, or another speed, was asked for: what was said before says nothing of the frames to come. */
  forget(): void {
    this.#isAwaited = true;
  }

  add(clock: PlaybackClock): void {
    if (this.#isAwaited) this.#clocks = [];
    this.#isAwaited = false;
    this.#clocks.push(clock);
    if (this.#clocks.length > kept) this.#clocks.shift();
  }

  /** Null while it is not known: a frame from before a jump, or one that the browser tells no time of. */
  momentOf(rtpTimestamp: number | null): { readonly recordedMs: number; readonly isExact: boolean } | null {
    if (rtpTimestamp === null || this.#isAwaited) return null;
    const clock = this.#clocks.findLast((each) => frameDistanceMs(each.rtpTimestamp, rtpTimestamp) >= 0);
    if (clock === undefined) return null;
    const elapsedMs = frameDistanceMs(clock.rtpTimestamp, rtpTimestamp);
    return { recordedMs: clock.recordedMs + elapsedMs * clock.speed, isExact: clock.isExact };
  }
}
