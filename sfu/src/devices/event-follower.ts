import type { Clock, Timers } from '@truc/base';
import type { OnvifDevice } from '@truc/sfu/onvif';
import { readReport } from './camera-reports.ts';
import { ReportMarks } from './report-marks.ts';
import type { Marks } from './report-marks.ts';

export type EventFollowerOptions = {
  readonly device: Pick<OnvifDevice, 'subscribe' | 'pullEvents'>;
  readonly clock: Clock;
  readonly timers: Timers;
  readonly onMarks: (marks: Marks) => void;
};

/** A pull point lives two minutes; a fresh one begins with how everything stands. */
const renewAfterMs = 90_000;
const firstRetryMs = 5_000;
const retryCapMs = 300_000;
/** A device that answers at once, with nothing or with a flood, is asked again no sooner. */
const leastPauseMs = 1_000;

/** Hears what one camera reports for as long as it is open, and comes back after every failure. */
export class EventFollower {
  readonly #options: EventFollowerOptions;
  readonly #marks: ReportMarks;
  #failures = 0;
  #cancel = () => {};
  #closed = false;

  constructor(options: EventFollowerOptions) {
    this.#options = options;
    this.#marks = new ReportMarks(options.timers, options.onMarks);
  }

  start(): void {
    void this.#follow();
  }

  close(): void {
    this.#closed = true;
    this.#cancel();
    this.#marks.clear();
  }

  async #follow(): Promise<void> {
    const { device, clock, timers } = this.#options;
    const subscribed = await device.subscribe();
    const since = clock.monotonic();
    let isHeard = subscribed.ok;
    while (!this.#closed && isHeard && clock.monotonic() - since < renewAfterMs) {
      const pulled = await device.pullEvents();
      isHeard = pulled.ok;
      if (!pulled.ok || this.#closed) break;
      this.#failures = 0;
      for (const event of pulled.value) {
        const report = readReport(event);
        if (report !== undefined) this.#marks.note(report);
      }
      await new Promise<void>((resolve) => {
        this.#cancel = timers.after(leastPauseMs, resolve);
      });
    }
    if (this.#closed) return;
    if (isHeard) return this.#follow();
    if (this.#failures > 0) this.#marks.clear();
    this.#failures += 1;
    const delayMs = Math.min(retryCapMs, firstRetryMs * 2 ** Math.min(this.#failures - 1, 8));
    this.#cancel = timers.after(delayMs, () => void this.#follow());
  }
}
