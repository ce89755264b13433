import { TimelineResponseSchema, type TimelineResponse } from '@truc/domain/api';
import { dayMs, startOfDay } from '@truc/domain/shift';
import type { HttpClient } from '#lib/ports/http/http-client.ts';
import type { HttpFailureCode } from '#lib/ports/http/http-failure.ts';
import { AskedWhileOpen } from './asked-while-open.ts';

export const periodMs = 31 * dayMs;
const hourMs = 60 * 60_000;

/** What happened in the province within 31 days, as the server last told it: asked for while its page is open, and told of meanwhile. */
export class ProvinceTimeline {
  /** Null until the server has told it. */
  told: TimelineResponse | null = $state.raw(null);
  failure: HttpFailureCode | null = $state(null);
  /** The last day of the period, `YYYY-MM-DD`; null: it ends now. */
  lastDay: string | null = $state(null);
  readonly #asked: AskedWhileOpen;

  constructor(http: HttpClient, now: () => number) {
    this.#asked = new AskedWhileOpen(async () => {
      const day = this.lastDay;
      const to = day === null ? (Math.floor(now() / hourMs) + 1) * hourMs : startOfDay(day) + dayMs;
      const answer = await http.request({
        method: 'GET',
        path: `/api/timeline?from=${to - periodMs}&to=${to}`,
        answer: TimelineResponseSchema,
      });
      this.failure = answer.ok ? null : answer.error.code;
      if (answer.ok && day === this.lastDay) this.told = answer.value;
    });
  }

  /** The returned function ends it. */
  open(): () => void {
    return this.#asked.open();
  }

  load(): Promise<void> {
    return this.#asked.load();
  }

  choosePeriod(lastDay: string | null): void {
    this.lastDay = lastDay;
    this.told = null;
    void this.load();
  }

  forget(): void {
    this.told = null;
    this.failure = null;
    this.lastDay = null;
  }
}
