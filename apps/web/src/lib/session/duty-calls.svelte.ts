import { DutyCallsResponseSchema, type DutyCall, type DutyCallsResponse } from '@truc/domain/api';
import type { HttpClient } from '#lib/ports/http/http-client.ts';

const everyMs = 60_000;
const nothing: DutyCallsResponse = { calls: [], raised: [], isEverCalled: false };

/** Missed duties that call whoever works here. They stand on the server; without a network those that were last told go on calling. */
export class DutyCalls {
  #told: DutyCallsResponse = $state.raw(nothing);
  /** Acknowledged here, and not yet known to the server: it calls no more, and is sent with the next word. */
  #unsent: readonly string[] = $state.raw([]);
  /** What one answer still says, and the next does not, is judged by its number: an older one says nothing about now. */
  #loads = 0;
  #timer: ReturnType<typeof setInterval> | undefined;
  readonly #http: HttpClient;

  constructor(http: HttpClient) {
    this.#http = http;
  }

  /** That which has waited longest first. */
  get calls(): readonly DutyCall[] {
    return this.#told.calls
      .filter(({ key }) => !this.#unsent.includes(key))
      .toSorted((a, b) => a.since - b.since);
  }

  /** When each call of the last hour came. */
  get raised(): readonly number[] {
    return this.#told.raised;
  }

  get isEverCalled(): boolean {
    return this.#told.isEverCalled;
  }

  /** From now on, also should a hint be lost. Whom nothing could call asks once. */
  begin(): void {
    this.forget();
    void this.load();
    this.#timer = setInterval(() => {
      if (this.isEverCalled) void this.load();
    }, everyMs);
  }

  async load(): Promise<void> {
    const load = (this.#loads += 1);
    const answer = await this.#ask();
    if (!answer.ok || load !== this.#loads) return;
    this.#told = answer.value;
    this.#unsent = [];
  }

  /** Whoever acknowledges sees to it: it stops at everybody's. */
  async acknowledge(keys: readonly string[]): Promise<void> {
    this.#unsent = [...this.#unsent, ...keys.filter((key) => !this.#unsent.includes(key))];
    await this.load();
  }

  forget(): void {
    clearInterval(this.#timer);
    this.#loads += 1;
    this.#told = nothing;
    this.#unsent = [];
  }

  #ask() {
    const { calls } = this.#told;
    const keys = this.#unsent.filter((unsent) => calls.some(({ key }) => key === unsent)).slice(0, 200);
    if (keys.length === 0)
      return this.#http.request({
        method: 'GET',
        path: '/api/duty-calls',
        answer: DutyCallsResponseSchema,
      });
    return this.#http.request({
      method: 'POST',
      path: '/api/duty-calls/acknowledge',
      body: { keys },
      answer: DutyCallsResponseSchema,
    });
  }
}
