import type * as v from 'valibot';
import type { HttpClient } from '#lib/ports/http/http-client.ts';
import type { HttpFailureCode } from '#lib/ports/http/http-failure.ts';

type Saved = { readonly outcome: 'saved' };
type Refused = { readonly outcome: 'refused' };

export type PaperDeskOptions<List, S extends Saved, R extends Refused> = {
  readonly http: HttpClient;
  /** Where the list is, and what it is. */
  readonly path: string;
  readonly list: v.GenericSchema<unknown, List>;
  /** What is answered to an act. */
  readonly answer: v.GenericSchema<unknown, S | R>;
};

/** Papers that are the server's: they are listed and written there, and nothing is written without it. */
export class PaperDesk<List, S extends Saved, R extends Refused> {
  list: List | null = $state.raw(null);
  httpFailure: HttpFailureCode | null = $state(null);
  /** Why an act was not written, with the clauses that say so. */
  trouble: R | null = $state.raw(null);
  isSaving = $state(false);
  protected readonly http: HttpClient;
  readonly #options: Omit<PaperDeskOptions<List, S, R>, 'http'>;

  constructor({ http, ...options }: PaperDeskOptions<List, S, R>) {
    this.http = http;
    this.#options = options;
  }

  async load(): Promise<void> {
    const { path, list } = this.#options;
    const answer = await this.http.request({ method: 'GET', path, answer: list });
    this.httpFailure = answer.ok ? null : answer.error.code;
    if (answer.ok) this.list = answer.value;
  }

  /** What an earlier form was told is no word to the next. */
  forgetTrouble(): void {
    this.trouble = null;
    this.httpFailure = null;
  }

  /** Null where it was not written; `trouble` or `httpFailure` then says why. */
  protected async send(path: string, body: object): Promise<S | null> {
    this.isSaving = true;
    const sent = await this.http.request({ method: 'POST', path, body, answer: this.#options.answer });
    this.isSaving = false;
    this.httpFailure = sent.ok ? null : sent.error.code;
    this.trouble = sent.ok && sent.value.outcome === 'refused' ? sent.value : null;
    return sent.ok && sent.value.outcome === 'saved' ? sent.value : null;
  }
}
