import { FocalListAnswerSchema, FocalListsResponseSchema, type FocalListsResponse } from '@truc/domain/api';
import type { FocalListAct, FocalRefusal } from '@truc/domain/focal-list';
import type { HttpClient } from '#lib/ports/http/http-client.ts';
import type { HttpFailureCode } from '#lib/ports/http/http-failure.ts';

export type FocalTrouble = {
  readonly code: FocalRefusal;
  readonly clause: string;
  /** Which person of the list, from 1. */
  readonly row: number | null;
};

/** Lists of focal persons: those of one's own agency, and at Sở Y tế those of all. */
export class FocalController {
  list: FocalListsResponse | null = $state.raw(null);
  httpFailure: HttpFailureCode | null = $state(null);
  trouble: FocalTrouble | null = $state.raw(null);
  isSaving = $state(false);
  readonly #http: HttpClient;

  constructor(http: HttpClient) {
    this.#http = http;
  }

  async load(): Promise<void> {
    const answer = await this.#http.request({
      method: 'GET',
      path: '/api/focal-lists',
      answer: FocalListsResponseSchema,
    });
    this.httpFailure = answer.ok ? null : answer.error.code;
    if (answer.ok) this.list = answer.value;
  }

  /** Both ids are made once for one form, so that a second try writes nothing twice. */
  async act(list: string, id: string, act: FocalListAct): Promise<boolean> {
    this.isSaving = true;
    const answer = await this.#http.request({
      method: 'POST',
      path: '/api/focal-lists/act',
      body: { list, id, act },
      answer: FocalListAnswerSchema,
    });
    this.isSaving = false;
    this.httpFailure = answer.ok ? null : answer.error.code;
    this.trouble = answer.ok && answer.value.outcome === 'refused' ? answer.value : null;
    if (!answer.ok || answer.value.outcome === 'refused') return false;
    await this.load();
    return true;
  }

  forgetTrouble(): void {
    this.trouble = null;
    this.httpFailure = null;
  }
}
