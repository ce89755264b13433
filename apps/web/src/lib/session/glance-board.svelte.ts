import { BoardResponseSchema, type BoardResponse } from '@truc/domain/api';
import type { HttpClient } from '#lib/ports/http/http-client.ts';
import type { HttpFailureCode } from '#lib/ports/http/http-failure.ts';
import { AskedWhileOpen } from './asked-while-open.ts';

/** The figures of the glance board, as the server last gave them. Asked for while the board is open, and told of meanwhile. */
export class GlanceBoard {
  /** Null until the server has given them. */
  told: BoardResponse | null = $state.raw(null);
  failure: HttpFailureCode | null = $state(null);
  readonly #asked: AskedWhileOpen;

  constructor(http: HttpClient) {
    this.#asked = new AskedWhileOpen(async () => {
      const answer = await http.request({ method: 'GET', path: '/api/board', answer: BoardResponseSchema });
      this.failure = answer.ok ? null : answer.error.code;
      if (answer.ok) this.told = answer.value;
    });
  }

  /** The returned function ends it. */
  open(): () => void {
    return this.#asked.open();
  }

  load(): Promise<void> {
    return this.#asked.load();
  }

  forget(): void {
    this.told = null;
    this.failure = null;
  }
}
