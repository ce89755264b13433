import { foldText, hasFolded } from '@truc/domain/logbook';
import { ScopeIdSchema } from '@truc/sync/protocol';
import * as v from 'valibot';
import { blockSize } from '#lib/ports/book-search/word-block.ts';
import type { BookSearch, SearchAnswer } from '#lib/ports/book-search/book-search.ts';
import { foldAdoptions } from './fold-adoptions.ts';
import { toListItems, type ListItem } from './list-items.ts';

export type SearchOptions = {
  readonly scope: string;
  readonly search: BookSearch;
  /** Read reactively: what stands on the page, with what is on this device alone. */
  readonly items: () => readonly ListItem[];
};

/** The search of one book on this device (GL-22): words without case and diacritics, with or without the network. */
export class SearchController {
  text = $state('');
  answer: SearchAnswer | null = $state.raw(null);
  #options: SearchOptions;
  #indexedTo = $state(0);
  readonly #newest = $derived.by(() =>
    Math.max(0, ...this.#options.items().map(({ entry }) => entry.number ?? 0)),
  );

  constructor(options: SearchOptions) {
    this.#options = options;
  }

  /** Whether anything is looked for: the book gives way to what is found. */
  get isAsked(): boolean {
    return foldText(this.text) !== '';
  }

  /** What was found: first what no server has yet, then the log's, both as they stand in the book. */
  get items(): readonly ListItem[] {
    const query = foldText(this.text);
    const own = this.#options
      .items()
      .filter(({ entry }) => entry.number === null && saysFolded(entry, query));
    return [...own, ...toListItems(foldAdoptions(this.answer?.found ?? []))];
  }

  /** Where the book is not read whole yet: how far, in per cent. */
  get progress(): number | null {
    if (this.answer === null) return this.isAsked ? 0 : null;
    const { read, total } = this.answer;
    return read >= total ? null : Math.floor((100 * read) / total);
  }

  get hasMore(): boolean {
    return this.answer?.hasMore === true;
  }

  /** Whether so much has arrived in this book that the index is to be added to. */
  get isBehind(): boolean {
    return this.#newest - this.#indexedTo >= blockSize;
  }

  /** Call when the book has been still for a while. */
  index(): void {
    this.#indexedTo = this.#newest;
    this.#options.search.index(v.parse(ScopeIdSchema, this.#options.scope));
  }

  /** Call when somebody is about to ask. */
  open(): void {
    this.#options.search.open(v.parse(ScopeIdSchema, this.#options.scope));
  }

  /** Call at each change of the words. */
  ask(): void {
    if (!this.isAsked) {
      this.answer = null;
      return;
    }
    const { search, scope } = this.#options;
    search.ask(v.parse(ScopeIdSchema, scope), this.text, (answer) => (this.answer = answer));
  }

  close(): void {
    this.#options.search.close();
    this.answer = null;
  }
}

function saysFolded({ content }: ListItem['entry'], query: string): boolean {
  return content.kind === 'entry' && hasFolded(foldText(content.text), query);
}
