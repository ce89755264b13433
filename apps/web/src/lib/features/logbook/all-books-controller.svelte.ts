import {
  LogbookSearchResponseSchema,
  type LogbookSearchRequest,
  type LogbookSearchResponse,
} from '@truc/domain/api';
import { foldText } from '@truc/domain/logbook';
import type { HttpClient } from '#lib/ports/http/http-client.ts';
import type { HttpFailureCode } from '#lib/ports/http/http-failure.ts';
import { toEntryView } from './entry-view.ts';
import { foldAdoptions } from './fold-adoptions.ts';
import { toListItems, type ListItem } from './list-items.ts';

export type FoundEntry = { readonly scope: string; readonly item: ListItem };

/** The search of all books that a person may read, at the server (GL-22): the newest first, a page at a time. */
export class AllBooksController {
  text = $state('');
  /** One post's book; null for all. */
  scope: string | null = $state(null);
  isBusy = $state(false);
  failure: HttpFailureCode | null = $state(null);
  /** Null until the server has answered. */
  found: readonly FoundEntry[] | null = $state.raw(null);
  next: LogbookSearchRequest['before'] = $state.raw(null);
  #rows: LogbookSearchResponse['found'] = [];
  #http: HttpClient;

  constructor(http: HttpClient) {
    this.#http = http;
  }

  get isAsked(): boolean {
    return foldText(this.text) !== '';
  }

  async search(): Promise<void> {
    if (this.isAsked) await this.#ask(null);
  }

  async more(): Promise<void> {
    if (this.next !== null) await this.#ask(this.next);
  }

  async #ask(before: LogbookSearchRequest['before']): Promise<void> {
    if (this.isBusy) return;
    this.isBusy = true;
    const { text, scope } = this;
    const answer = await this.#http.request({
      method: 'POST',
      path: '/api/logbook/search',
      body: { text: text.trim(), scope, before },
      answer: LogbookSearchResponseSchema,
    });
    this.isBusy = false;
    this.failure = answer.ok ? null : answer.error.code;
    if (!answer.ok) return;
    this.#rows = before === null ? answer.value.found : [...this.#rows, ...answer.value.found];
    this.found = inOrder(this.#rows);
    this.next = answer.value.next;
  }
}

/** Each book's entries with what amends them, all books together by the time of writing, the newest first. */
function inOrder(rows: LogbookSearchResponse['found']): readonly FoundEntry[] {
  const books = Map.groupBy(rows, ({ scope }) => scope);
  const found = [...books].flatMap(([scope, own]) => {
    const views = own.map(({ op, seq, recvAt }) =>
      toEntryView({ op, place: { state: 'on_server', seq, recvAt } }, null),
    );
    return toListItems(foldAdoptions(views.toReversed())).map((item) => ({ scope, item }));
  });
  return found.toSorted((a, b) => (b.item.entry.writtenAt ?? 0) - (a.item.entry.writtenAt ?? 0));
}
