import { uuidV7, type RandomBytes } from '@truc/base';
import {
  MisusePeopleSchema,
  MisuseReceiptSchema,
  type MisusePeople,
  type MisuseReceipt,
} from '@truc/domain/api';
import type { HttpClient } from '#lib/ports/http/http-client.ts';
import type { HttpFailureCode } from '#lib/ports/http/http-failure.ts';

export type MisuseRefusal = 'place_missing' | 'named_missing' | 'title_missing';

export type MisuseOptions = {
  readonly http: HttpClient;
  readonly now: () => number;
  readonly random: RandomBytes;
};

/**
 * A report that somebody misuses this system (GL-18). Nothing of it is kept on the device, not even a draft: whom it names may
 * use the same tablet next. It therefore needs the network.
 */
export class MisuseController {
  people: MisusePeople['people'] | null = $state.raw(null);
  facility: string | null = $state(null);
  named: readonly string[] = $state([]);
  title = $state('');
  description = $state('');
  isBusy = $state(false);
  refusal: MisuseRefusal | null = $state(null);
  failure: HttpFailureCode | null = $state(null);
  receipt: MisuseReceipt | null = $state.raw(null);
  #options: MisuseOptions;
  /** Sent again after a lost answer, it is the same case. */
  #id: string;

  constructor(options: MisuseOptions) {
    this.#options = options;
    this.#id = uuidV7(options.now(), options.random);
  }

  async load(): Promise<void> {
    const answer = await this.#options.http.request({
      method: 'GET',
      path: '/api/misuse/people',
      answer: MisusePeopleSchema,
    });
    this.failure = answer.ok ? null : answer.error.code;
    if (answer.ok) this.people = answer.value.people;
  }

  name(person: string): void {
    if (!this.named.includes(person)) this.named = [...this.named, person];
  }

  unname(person: string): void {
    this.named = this.named.filter((one) => one !== person);
  }

  async send(): Promise<void> {
    this.refusal = this.#refused();
    if (this.refusal !== null || this.isBusy) return;
    this.isBusy = true;
    const now = Math.round(this.#options.now());
    const { facility, named, title, description } = this;
    const answer = await this.#options.http.request({
      method: 'POST',
      path: '/api/misuse',
      body: {
        ...{ incident: this.#id, facility, named, title: title.trim(), description: description.trim() },
        ...{ cameras: [], detectedAt: now, from: now, until: now },
      },
      answer: MisuseReceiptSchema,
    });
    this.isBusy = false;
    this.failure = answer.ok ? null : answer.error.code;
    if (answer.ok) this.receipt = answer.value;
  }

  #refused(): MisuseRefusal | null {
    if (this.facility === null) return 'place_missing';
    if (this.named.length === 0) return 'named_missing';
    return this.title.trim() === '' ? 'title_missing' : null;
  }
}
