import type { Failure, Result } from '@truc/base';
import { decideWriteEntry, entryKind, entryVersion, type EntryRefusal } from '@truc/domain/logbook';
import type { OutboxRecord, SendingRange, WriteFailure } from '@truc/sync/client';
import { PersonIdSchema, ScopeIdSchema, type ScopeId } from '@truc/sync/protocol';
import * as v from 'valibot';
import type { WriteGate } from '#lib/ports/write-gate.ts';
import { log } from '#lib/ports/log.ts';
import { live, type Live } from '#lib/ports/live.svelte.ts';
import type { SessionStore } from '#lib/ports/session-storage/session-store.ts';
import type { Book } from '#lib/ports/sync-storage/read-book.ts';
import type { BookSource } from './book-source.ts';
import { foldAdoptions } from './fold-adoptions.ts';
import { createStableItems, shownItems, toListItems } from './list-items.ts';
import type { Phrase } from './phrases.ts';
import { createStableViews } from './stable-views.ts';
import { writeWhenEnrolled, type Enrolling } from './write-when-enrolled.ts';

export type LogbookOptions = {
  /** The post's scope. */
  readonly scope: string;
  readonly person: string;
  readonly sync: Enrolling;
  /** Read reactively: what is on its way to the server just now. */
  readonly sending: () => SendingRange | null;
  readonly book: BookSource;
  /** Read reactively: whether the book's key is here. */
  readonly isOpen: () => boolean;
  readonly drafts: Pick<SessionStore, 'readDraft' | 'keepDraft'>;
  readonly gate: Pick<WriteGate, 'write'>;
  /** Calls `run` right before this device is locked. */
  readonly beforeLock: (run: () => void) => () => void;
};

export type SaveFailure = WriteFailure['code'] | EntryRefusal;

const pageSize = 200;
/** So many fill a screen: the rest of the page is read when they are drawn. */
const firstRows = 24;
const keepDraftAfterMs = 250;
/** A button that looked busy for a few milliseconds would only make the save wait for its own drawing. */
const saySavingAfterMs = 150;
const nothing: Book = { rows: [], hasOlder: false, isPulled: true };
const closed: Live<Book> = { current: nothing, isRead: false, failure: null };

/** One post's book on the screen: what is in it, what is being written, and where each entry is on its way. */
export class LogbookController {
  text = $state('');
  camera: string | null = $state(null);
  /** It takes long enough to be said. */
  isSaving = $state(false);
  #isUnderWay = false;
  failure: SaveFailure | null = $state(null);
  #phrase: Phrase | null = null;
  #limit = $state(firstRows);
  #options: LogbookOptions;
  #isOpen = $derived.by(() => this.#options.isOpen());
  #page: Live<Book>;
  #views = createStableViews();
  /** What was read last: it stays on the screen while a longer page is read. */
  #last: Book | null = null;
  #draftTimer: ReturnType<typeof setTimeout> | undefined;
  /** As it is stored; undefined while that is not known. */
  #keptDraft: string | undefined;
  #stable = createStableItems();
  /** By itself: a status that says something else is no reason to look through the book. */
  #sending = $derived.by(() => this.#options.sending());
  #items = $derived.by(() =>
    this.#stable(toListItems(foldAdoptions(this.#views(this.#page.current.rows, this.#sending)))),
  );
  /** What is on the page: the newest, down to the oldest that needs a person. */
  items = $derived(shownItems(this.#items, this.#limit));

  constructor(options: LogbookOptions) {
    this.#options = options;
    const scope = v.parse(ScopeIdSchema, options.scope);
    this.#page = $derived(this.#read({ scope, limit: this.#limit, isOpen: this.#isOpen }));
  }

  get scope(): string {
    return this.#options.scope;
  }

  get person(): string {
    return this.#options.person;
  }

  get isRead(): boolean {
    return this.#page.isRead || this.#last !== null;
  }

  /** Whether more than the first screen is read. */
  get isPageRead(): boolean {
    return this.isRead && this.#limit >= pageSize;
  }

  /** Call when the first rows are drawn. */
  readPage(): void {
    this.#limit = Math.max(this.#limit, pageSize);
  }

  get hasOlder(): boolean {
    return this.#page.current.hasOlder || this.items.length < this.#items.length;
  }

  /** False while the server's part of the book was never fetched to this device. */
  get isPulled(): boolean {
    return this.#page.current.isPulled;
  }

  get storageFailed(): boolean {
    return this.#page.failure !== null;
  }

  showOlder(): void {
    this.#limit += pageSize;
  }

  /** Brings back what was being typed when the page was last left, or killed. */
  async restoreDraft(): Promise<void> {
    const { drafts, person, scope } = this.#options;
    const draft = await drafts.readDraft(person, scope);
    if (draft === null || this.text !== '') return;
    this.text = draft.text;
    this.camera = draft.camera;
  }

  /** Call at each change of the draft: the newest one is stored soon after the last. */
  noteDraft(): void {
    clearTimeout(this.#draftTimer);
    this.#draftTimer = setTimeout(() => void this.keepDraft(), keepDraftAfterMs);
  }

  /** While the returned function was not called, a lock keeps the draft first. */
  keepDraftAtLock(): () => void {
    return this.#options.beforeLock(() => void this.keepDraft());
  }

  async keepDraft(): Promise<void> {
    clearTimeout(this.#draftTimer);
    const { drafts, person, scope } = this.#options;
    const draft = { text: this.text, phrase: null, camera: this.camera };
    const words = JSON.stringify(draft);
    if (words === this.#keptDraft) return;
    this.#keptDraft = words;
    try {
      await drafts.keepDraft({ person, scope }, draft);
    } catch (reason) {
      this.#keptDraft = undefined;
      // The text still stands in the box; saving the entry itself reports what the storage says.
      log.warn('draft not kept', reason);
    }
  }

  usePhrase(phrase: Phrase): void {
    const text = this.text.trimEnd();
    this.#phrase = text === '' ? phrase : this.#phrase;
    this.text = text === '' ? phrase.text() : `${text} ${phrase.text()}`;
  }

  /** Says where it was, before whatever stands in the box; said again, it is taken away. */
  usePlace(place: string): void {
    const said = `${place}: `;
    this.text = this.text.startsWith(said) ? this.text.slice(said.length) : said + this.text;
  }

  /** Saves on this device. The text leaves the box only when it is safe. True when it was saved. */
  async save(): Promise<boolean> {
    if (this.#isUnderWay) return false;
    this.#isUnderWay = true;
    this.failure = null;
    // What is about to be saved is not kept as a draft beside it, unless that takes long.
    clearTimeout(this.#draftTimer);
    const slow = setTimeout(() => {
      this.isSaving = true;
      void this.keepDraft();
    }, saySavingAfterMs);
    const written = await this.#write();
    clearTimeout(slow);
    this.#isUnderWay = false;
    this.isSaving = false;
    if (!written.ok) {
      this.failure = written.error.code;
      void this.keepDraft();
      return false;
    }
    this.text = '';
    this.camera = null;
    this.#phrase = null;
    await this.keepDraft();
    return true;
  }

  #write(): Promise<Result<OutboxRecord, Failure<SaveFailure>>> {
    const { scope, person, sync, gate } = this.#options;
    const phrase = this.#phrase && this.text.includes(this.#phrase.text()) ? this.#phrase.key : null;
    const decided = decideWriteEntry({ text: this.text, phrase, camera: this.camera });
    if (!decided.ok) return Promise.resolve(decided);
    return gate.write(() =>
      writeWhenEnrolled(sync, {
        scope: v.parse(ScopeIdSchema, scope),
        actor: v.parse(PersonIdSchema, person),
        kind: entryKind,
        v: entryVersion,
        body: decided.value,
      }),
    );
  }

  /** `isOpen`: read anew when the key comes; before it there is nothing to follow. */
  #read({ scope, limit, isOpen }: { scope: ScopeId; limit: number; isOpen: boolean }): Live<Book> {
    if (!isOpen) return closed;
    const read = async () => {
      this.#last = await this.#options.book.read(scope, limit);
      return this.#last;
    };
    return live(read, this.#last ?? nothing);
  }
}
