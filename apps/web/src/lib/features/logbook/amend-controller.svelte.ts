import {
  amendmentKinds,
  decideAmendment,
  refusedFor,
  type AmendmentRefusal,
  type AmendmentType,
} from '@truc/domain/logbook';
import type { WriteFailure } from '@truc/sync/client';
import { PersonIdSchema, ScopeIdSchema } from '@truc/sync/protocol';
import * as v from 'valibot';
import type { AmendmentDraft, AmendmentDrafts } from '#lib/ports/session-storage/amendment-drafts.ts';
import { log } from '#lib/ports/log.ts';
import type { WriteGate } from '#lib/ports/write-gate.ts';
import { amendmentTypesOf, blankDraft, hasWords, wordsOf, type BookRights } from './amendment-draft.ts';
import type { EntryView } from './entry-view.ts';
import { writeWhenEnrolled, type Enrolling } from './write-when-enrolled.ts';

export type AmendOptions = {
  readonly scope: string;
  readonly person: string;
  readonly rights: BookRights;
  readonly sync: Enrolling;
  readonly drafts: AmendmentDrafts;
  readonly gate: Pick<WriteGate, 'write'>;
  /** The server's time as this device knows it, in ms. */
  readonly now: () => number;
  /** When the shift ended in which this person wrote at this moment; null while it goes on, undefined where none is known. */
  readonly shiftEndedAt: (author: string, writtenAt: number) => number | null | undefined;
  /** Read reactively: who has vouched for this entry, as far as it is on the page. */
  readonly countersignedBy: (opId: string) => readonly string[];
  /** Calls `run` right before this device is locked. */
  readonly beforeLock: (run: () => void) => () => void;
};

export type AmendFailure = WriteFailure['code'] | AmendmentRefusal;

const keepAfterMs = 250;

/** What is being written about entries of one book (GL-17, GL-23). A form that was closed, or died, is gone on with later. */
export class AmendController {
  /** What stands in the open form; null: none is open. */
  draft: AmendmentDraft | null = $state(null);
  /** Begun and not saved, and not open now. */
  kept: readonly AmendmentDraft[] = $state.raw([]);
  failure: AmendFailure | null = $state(null);
  isSaving = $state(false);
  readonly types: readonly AmendmentType[];
  #options: AmendOptions;
  #timer: ReturnType<typeof setTimeout> | undefined;
  /** Closed, and not stored yet. */
  #closed: readonly AmendmentDraft[] = [];

  constructor(options: AmendOptions) {
    this.#options = options;
    this.types = amendmentTypesOf(options.rights);
  }

  /** Whether this person may write anything about entries of this book. */
  get amends(): boolean {
    return this.types.length > 0;
  }

  /** Why nothing of the chosen type may be written, before a word of it is. */
  get refusal(): AmendmentRefusal | null {
    return this.draft === null ? null : refusedFor(this.draft.type, this.#entryOf(this.draft), this.#by());
  }

  async restore(): Promise<void> {
    const { drafts, person, scope } = this.#options;
    const found = await drafts.read({ person, scope });
    this.kept = found.filter(({ entry }) => entry.opId !== this.draft?.entry.opId);
  }

  open(entry: EntryView): void {
    const begun = [...this.#closed, ...this.kept].find((draft) => draft.entry.opId === entry.key);
    const countersignedBy = this.#options.countersignedBy(entry.key);
    const fresh = blankDraft(entry, { types: this.types, by: this.#by(), countersignedBy });
    if (begun !== undefined) this.resume(begun);
    else if (fresh !== null) this.#show(fresh);
  }

  resume(draft: AmendmentDraft): void {
    this.kept = this.kept.filter((other) => other !== draft);
    this.#closed = this.#closed.filter((other) => other !== draft);
    this.#show({ ...draft });
  }

  /** Closes the form. What was typed stays, here and over a dead battery: it is listed as begun once it is stored. */
  close(): void {
    const draft = this.#snapshot();
    if (draft !== null) void this.#keepClosed(draft);
    this.draft = null;
    this.failure = null;
  }

  async discard(draft: AmendmentDraft): Promise<void> {
    const { drafts, person, scope } = this.#options;
    this.kept = this.kept.filter((other) => other !== draft);
    await drafts.drop({ person, scope }, draft.entry.opId);
  }

  /** Call at each change: the newest state is stored soon after the last. */
  note(): void {
    clearTimeout(this.#timer);
    this.#timer = setTimeout(() => void this.keep(), keepAfterMs);
  }

  keepAtLock(): () => void {
    return this.#options.beforeLock(() => void this.keep());
  }

  async keep(): Promise<void> {
    clearTimeout(this.#timer);
    const draft = this.#snapshot();
    if (draft !== null) await this.#store(draft);
  }

  /** Saves on this device. The words leave the form only when they are safe. True when they were saved. */
  async save(): Promise<boolean> {
    const draft = this.#snapshot();
    if (draft === null || this.isSaving) return false;
    this.isSaving = true;
    this.failure = await this.#write(draft);
    this.isSaving = false;
    if (this.failure !== null) return false;
    clearTimeout(this.#timer);
    this.draft = null;
    await this.discard(draft);
    return true;
  }

  async #write(draft: AmendmentDraft): Promise<AmendFailure | null> {
    const { scope, person, sync, gate } = this.#options;
    const decided = decideAmendment(draft.type, this.#entryOf(draft), {
      words: wordsOf(draft),
      by: this.#by(),
    });
    if (!decided.ok) return decided.error.code;
    const { kind, current } = amendmentKinds[draft.type];
    const written = await gate.write(() =>
      writeWhenEnrolled(sync, {
        scope: v.parse(ScopeIdSchema, scope),
        actor: v.parse(PersonIdSchema, person),
        kind,
        v: current,
        body: decided.value,
      }),
    );
    return written.ok ? null : written.error.code;
  }

  #show(draft: AmendmentDraft): void {
    if (this.draft !== null) this.close();
    this.failure = null;
    this.draft = draft;
  }

  async #keepClosed(draft: AmendmentDraft): Promise<void> {
    clearTimeout(this.#timer);
    this.#closed = [...this.#closed, draft];
    await this.#store(draft);
    const isStillClosed = this.#closed.includes(draft);
    this.#closed = this.#closed.filter((other) => other !== draft);
    if (isStillClosed && hasWords(draft)) this.kept = [...this.kept, draft];
  }

  async #store(draft: AmendmentDraft): Promise<void> {
    const { drafts, person, scope } = this.#options;
    try {
      if (hasWords(draft)) await drafts.keep({ person, scope }, draft);
      else await drafts.drop({ person, scope }, draft.entry.opId);
    } catch (reason) {
      // The words still stand in the form; saving them reports what the storage says.
      log.warn('draft of an amendment not kept', reason);
    }
  }

  #snapshot(): AmendmentDraft | null {
    return $state.snapshot(this.draft);
  }

  #entryOf({ entry }: AmendmentDraft) {
    const { shiftEndedAt, countersignedBy } = this.#options;
    return {
      ...entry,
      shiftEndedAt: shiftEndedAt(entry.author, entry.writtenAt),
      countersignedBy: countersignedBy(entry.opId),
    };
  }

  #by() {
    return { actor: this.#options.person, at: this.#options.now() };
  }
}
