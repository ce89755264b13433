import {
  AskingScreenSchema,
  KioskAnswerSchema,
  KiosksResponseSchema,
  type AskingScreen,
  type KiosksResponse,
  type PairKiosk,
  type RenameKiosk,
  type RevokeKiosk,
} from '@truc/domain/api';
import type { HttpClient } from '#lib/ports/http/http-client.ts';
import type { HttpFailureCode } from '#lib/ports/http/http-failure.ts';

/** Displays with an account of their own, for whoever answers for them or may take them off. */
export class KiosksController {
  /** Null until the server has given them. */
  known: KiosksResponse | null = $state.raw(null);
  failure: HttpFailureCode | null = $state(null);
  isBusy = $state(false);
  #http: HttpClient;

  constructor(http: HttpClient) {
    this.#http = http;
  }

  get mayPair(): boolean {
    return this.known !== null && (this.known.ownPlace || this.known.posts.length > 0);
  }

  async load(): Promise<void> {
    const answer = await this.#http.request({
      method: 'GET',
      path: '/api/kiosks',
      answer: KiosksResponseSchema,
    });
    this.failure = answer.ok ? null : answer.error.code;
    if (answer.ok) this.known = answer.value;
  }

  /** The screen that shows this code; null where none does, or the server could not be asked: `failure` says which. */
  async asking(code: string): Promise<AskingScreen | null> {
    this.isBusy = true;
    const answer = await this.#http.request({
      method: 'POST',
      path: '/api/kiosks/asking',
      body: { code },
      answer: AskingScreenSchema,
    });
    this.isBusy = false;
    const isUnknown = !answer.ok && ['not_found', 'unparseable'].includes(answer.error.code);
    this.failure = answer.ok || isUnknown ? null : answer.error.code;
    return answer.ok ? answer.value : null;
  }

  pair(pairing: PairKiosk): Promise<boolean> {
    return this.#change('/api/kiosks/pair', pairing);
  }

  rename(change: RenameKiosk): Promise<boolean> {
    return this.#change('/api/kiosks/rename', change);
  }

  revoke(change: RevokeKiosk): Promise<boolean> {
    return this.#change('/api/kiosks/revoke', change);
  }

  /** True when the server has written it down. */
  async #change(path: string, body: PairKiosk | RenameKiosk | RevokeKiosk): Promise<boolean> {
    this.isBusy = true;
    const answer = await this.#http.request({ method: 'POST', path, body, answer: KioskAnswerSchema });
    this.isBusy = false;
    this.failure = answer.ok ? null : answer.error.code;
    if (!answer.ok) return false;
    await this.load();
    return answer.value.outcome === 'done';
  }
}
