import { BoardResponseSchema, type BoardResponse } from '@truc/domain/api';
import type { HttpClient } from '#lib/ports/http/http-client.ts';
import type { HttpFailureCode } from '#lib/ports/http/http-failure.ts';

/** The figures of the glance board, as the server last gave them. Asked for while the board is open, and told of meanwhile. */
export class GlanceBoard {
  /** Null until the server has given them. */
  told: BoardResponse | null = $state.raw(null);
  failure: HttpFailureCode | null = $state(null);
  #http: HttpClient;
  #isOpen = false;
  #asking: Promise<void> | null = null;
  #again = false;

  constructor(http: HttpClient) {
    this.#http = http;
  }

  /** Asks now and every half minute; whatever is told in between is asked for at once. The returned function ends it. */
  open(): () => void {
    this.#isOpen = true;
    void this.load();
    const timer = setInterval(() => void this.load(), 30_000);
    return () => {
      this.#isOpen = false;
      clearInterval(timer);
    };
  }

  /** One question at a time: a hint that comes while one is under way is answered by one more. */
  async load(): Promise<void> {
    if (!this.#isOpen) return;
    if (this.#asking !== null) {
      this.#again = true;
      return this.#asking;
    }
    this.#asking = this.#ask();
    await this.#asking;
    this.#asking = null;
    if (!this.#again) return;
    this.#again = false;
    await this.load();
  }

  forget(): void {
    this.told = null;
    this.failure = null;
  }

  async #ask(): Promise<void> {
    const answer = await this.#http.request({
      method: 'GET',
      path: '/api/board',
      answer: BoardResponseSchema,
    });
    this.failure = answer.ok ? null : answer.error.code;
    if (answer.ok) this.told = answer.value;
  }
}
