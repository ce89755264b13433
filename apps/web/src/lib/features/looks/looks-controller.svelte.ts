import {
  AccessLogChainSchema,
  AccessLogResponseSchema,
  type AccessLogChain,
  type AccessLogResponse,
  type Look,
} from '@truc/domain/api';
import type { HttpClient } from '#lib/ports/http/http-client.ts';
import type { HttpFailureCode } from '#lib/ports/http/http-failure.ts';
import { lookQuery } from './look-query.ts';

/** The record of who watched what (GL-52), a page at a time. It needs the network: nothing of it is kept here. */
export class LooksController {
  person: string | null = $state(null);
  camera: string | null = $state(null);
  /** As `<input type="datetime-local">` has it, in Vietnam's time; empty for no limit. */
  from = $state('');
  to = $state('');
  looks: readonly Look[] | null = $state.raw(null);
  choices: Pick<AccessLogResponse, 'cameras' | 'people' | 'all'> | null = $state.raw(null);
  next: string | null = $state(null);
  chain: AccessLogChain | null = $state.raw(null);
  failure: HttpFailureCode | null = $state(null);
  isBusy = $state(false);
  #http: HttpClient;

  constructor(http: HttpClient) {
    this.#http = http;
  }

  /** From the newest. */
  async search(): Promise<void> {
    await this.#read(null);
  }

  async more(): Promise<void> {
    if (this.next !== null) await this.#read(this.next);
  }

  async examine(): Promise<void> {
    this.isBusy = true;
    const answer = await this.#http.request({
      method: 'GET',
      path: '/api/access-log/chain',
      answer: AccessLogChainSchema,
    });
    this.isBusy = false;
    this.failure = answer.ok ? null : answer.error.code;
    if (answer.ok) this.chain = answer.value;
  }

  #asked() {
    const { person, camera, from, to } = this;
    return { person, camera, from, to };
  }

  async #read(before: string | null): Promise<void> {
    this.isBusy = true;
    const answer = await this.#http.request({
      method: 'GET',
      path: `/api/access-log?${lookQuery({ ...this.#asked(), before })}`,
      answer: AccessLogResponseSchema,
    });
    this.isBusy = false;
    this.failure = answer.ok ? null : answer.error.code;
    if (!answer.ok) return;
    const { looks, next, ...choices } = answer.value;
    this.looks = before === null ? looks : [...(this.looks ?? []), ...looks];
    this.next = next;
    this.choices = choices;
  }
}
