import type { Clock } from '@truc/base';
import type { PlaybackClock, PlaybackSpeed } from '@truc/media/signalling';
import { timestampDistance } from '../rooms/rtp.ts';
import type { RecordedFrame } from './recorded-frame.ts';

const intervalMs = 1_000;
/** A time that is told wrongly by less is right on the screen. */
const toleranceMs = 300;

/** Says which moment the frames show: now and then, and before each frame that does not follow from what was said. */
export class ClockTeller {
  readonly #clock: Clock;
  readonly #send: (clock: Omit<PlaybackClock, 'viewing'>) => void;
  #told: (Omit<PlaybackClock, 'viewing'> & { readonly at: number }) | undefined;

  constructor(clock: Clock, send: (clock: Omit<PlaybackClock, 'viewing'>) => void) {
    this.#clock = clock;
    this.#send = send;
  }

  /** The next frame is told of, whatever it shows. */
  forget(): void {
    this.#told = undefined;
  }

  tell({ rtpTimestamp, recordedMs, isExact }: RecordedFrame, speed: PlaybackSpeed): void {
    const now = this.#clock.monotonic();
    const told = this.#told;
    if (told !== undefined && now - told.at < intervalMs && told.isExact === isExact) {
      const elapsedMs = timestampDistance(told.rtpTimestamp, rtpTimestamp) / 90;
      if (Math.abs(told.recordedMs + elapsedMs * told.speed - recordedMs) <= toleranceMs) return;
    }
    const clock = { rtpTimestamp, recordedMs: Math.round(recordedMs), speed, isExact };
    this.#told = { ...clock, at: now };
    this.#send(clock);
  }
}
