import type { Clock } from '@truc/base';

/** Clocks are steered by less than this between two looks; a larger change is a clock that was set, or a machine that slept. */
const toleranceMs = 250;

/** Notices when the wall clock no longer runs beside the monotonic one. */
export class ClockStep {
  readonly #clock: Clock;
  #difference: number;

  constructor(clock: Clock) {
    this.#clock = clock;
    this.#difference = clock.now() - clock.monotonic();
  }

  /** Whether a step has happened since the last question. */
  happened(): boolean {
    const difference = this.#clock.now() - this.#clock.monotonic();
    const stepped = Math.abs(difference - this.#difference) > toleranceMs;
    this.#difference = difference;
    return stepped;
  }
}
