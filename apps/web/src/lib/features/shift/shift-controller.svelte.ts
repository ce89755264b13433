import type { Failure, Result } from '@truc/base';
import type { PostPlan } from '@truc/domain/api';
import type { Camera } from '@truc/domain/camera';
import {
  currentShift,
  decideAccept,
  decidePrepare,
  decideRelief,
  decideSignOut,
  decideStart,
  documentFor,
  noWatch,
  shiftKinds,
  waitingShift,
  type Carried,
  type Desk,
  type ShiftFactType,
  type ShiftRefusal,
  type Watch,
} from '@truc/domain/shift';
import type { OutboxRecord, WriteCommand, WriteFailure } from '@truc/sync/client';
import { PersonIdSchema, ScopeIdSchema, type Json, type ScopeId } from '@truc/sync/protocol';
import * as v from 'valibot';
import { live, type Live } from '#lib/ports/live.svelte.ts';
import { log } from '#lib/ports/log.ts';
import type { SessionStore } from '#lib/ports/session-storage/session-store.ts';
import type { Book } from '#lib/ports/sync-storage/read-book.ts';
import { readWatch } from './read-watch.ts';
import { camerasOf, roundOf } from './round-draft.ts';
import { emptyDraft, readDraft, type ShiftDraft } from './shift-draft.ts';

export type WriteFact = (command: WriteCommand) => Promise<Result<OutboxRecord, WriteFailure>>;

export type ShiftOptions = {
  readonly scope: string;
  readonly person: string;
  /** Saves on this device. */
  readonly write: WriteFact;
  readonly book: { read(scope: ScopeId, limit: number): Promise<Book> };
  readonly isOpen: () => boolean;
  readonly drafts: Pick<SessionStore, 'readDraft' | 'keepDraft'>;
  /** Read reactively. */
  readonly plan: () => PostPlan | null;
  readonly cameras: () => readonly Camera[];
  /** What is open and passes to the next shift. */
  readonly carried: () => { readonly items: readonly Carried[]; readonly more: number };
  readonly now: () => number;
};

export type ShiftFailure = WriteFailure['code'] | ShiftRefusal;

/** Several shifts of the book: whoever is on duty took over within them. */
const rowsRead = 1_500;
const nothing: Book = { rows: [], hasOlder: false, isPulled: true };
const closed: Live<Book> = { current: nothing, isRead: false, failure: null };

/** One post's watch on the screen, and what its people say of it. All of it works without a network. */
export class ShiftController {
  draft: ShiftDraft = $state(emptyDraft);
  isSaving = $state(false);
  failure: ShiftFailure | null = $state(null);
  /** The point that is missing, where the checklist is not complete. */
  missing: string | null = $state(null);
  readonly #options: ShiftOptions;
  #book: Live<Book>;
  readonly watch: Watch = $derived.by(() =>
    this.#book.current === nothing ? noWatch : readWatch(this.#book.current),
  );
  readonly current = $derived(currentShift(this.watch));
  readonly waiting = $derived(waitingShift(this.watch));
  /** The newest shift of whoever works here that goes on. */
  readonly mine = $derived(
    this.watch.shifts.findLast(({ holder, until, state }) => {
      return holder.person === this.#options.person && until === null && state !== 'set_aside';
    }) ?? null,
  );

  constructor(options: ShiftOptions) {
    this.#options = options;
    const scope = v.parse(ScopeIdSchema, options.scope);
    const isOpen = $derived.by(() => options.isOpen());
    this.#book = $derived(isOpen ? live(() => options.book.read(scope, rowsRead), nothing) : closed);
  }

  get isRead(): boolean {
    return this.#book.isRead;
  }

  get person(): string {
    return this.#options.person;
  }

  get carried() {
    return this.#options.carried();
  }

  get plan(): PostPlan | null {
    return this.#options.plan();
  }

  get cameras(): readonly Camera[] {
    return this.#options.cameras();
  }

  /** The paper on which this person may take the post today. */
  get document() {
    const { documents } = this.#desk();
    return documentFor(documents, { person: this.person, at: this.#options.now() });
  }

  /** Why this person may not begin a shift here now; null when he may. */
  get startRefusal(): ShiftRefusal | null {
    const decided = decideStart(this.#desk());
    return decided.ok ? null : decided.error.code;
  }

  get plannedStart() {
    const decided = decideStart(this.#desk());
    return decided.ok ? decided.value.planned : null;
  }

  async restore(): Promise<void> {
    const { drafts, person, scope } = this.#options;
    const kept = await drafts.readDraft(person, scope, 'shift');
    const draft = kept === null ? null : readDraft(kept.text);
    if (draft !== null) this.draft = draft;
  }

  async keep(): Promise<void> {
    const { drafts, person, scope } = this.#options;
    try {
      const text = JSON.stringify(this.draft);
      await drafts.keepDraft({ person, scope, form: 'shift' }, { text, phrase: null, camera: null });
    } catch (reason) {
      log.warn('draft of a handover not kept', reason);
    }
  }

  start(): Promise<boolean> {
    return this.#save('start', decideStart(this.#desk()));
  }

  /** Freezes what is open, what is known of the cameras and of the tablets, at the head of the book. */
  async prepare(): Promise<boolean> {
    const { cameras, carried, plan } = this.#options;
    const { items, more } = carried();
    const { seen, notes, instructions } = this.draft;
    const snapshot = {
      cameras: camerasOf(cameras(), $state.snapshot(seen)),
      carried: [...items],
      more,
      notes: tidy(notes),
      instructions: tidy(instructions),
      devices: (plan()?.devices ?? []).map(({ dev, inst, received, declared }) => ({
        dev,
        inst,
        received,
        declared,
      })),
    };
    return this.#save('prepare', decidePrepare(this.#desk(), { head: this.#head(), snapshot }), false);
  }

  signOut(): Promise<boolean> {
    const { answers } = $state.snapshot(this.draft);
    return this.#save('signOut', decideSignOut(this.#desk(), { answers, head: this.#head() }));
  }

  accept(): Promise<boolean> {
    const { seen, opened, reservation, faceToFace } = $state.snapshot(this.draft);
    const cameras = this.cameras.map(({ id }) => id);
    const round = roundOf(this.cameras, seen);
    return this.#save(
      'accept',
      decideAccept(this.#desk(), { round, opened, reservation, faceToFace, cameras }),
    );
  }

  relieve(): Promise<boolean> {
    const { seen, notes } = $state.snapshot(this.draft);
    const cameras = this.cameras.map(({ id }) => id);
    return this.#save(
      'relief',
      decideRelief(this.#desk(), { round: roundOf(this.cameras, seen), text: notes, cameras }),
    );
  }

  #desk(): Desk {
    const { plan, person, now } = this.#options;
    const { documents = [], patterns = [] } = plan() ?? {};
    return { watch: this.watch, documents, patterns, actor: person, at: now() };
  }

  /** How far the book is read here: its newest numbered row. */
  #head() {
    const seqs = this.#book.current.rows.flatMap(({ place }) =>
      place.state === 'on_server' ? [place.seq] : [],
    );
    return { seq: Math.max(0, ...seqs), chain: null };
  }

  async #save(
    type: ShiftFactType,
    decided: Result<unknown, Failure<ShiftRefusal>>,
    endsForm = true,
  ): Promise<boolean> {
    if (this.isSaving) return false;
    this.failure = null;
    this.missing = null;
    if (!decided.ok) {
      this.failure = decided.error.code;
      this.missing = decided.error.detail ?? null;
      return false;
    }
    this.isSaving = true;
    const { scope, person, write } = this.#options;
    const { kind, current } = shiftKinds[type];
    const written = await write({
      scope: v.parse(ScopeIdSchema, scope),
      actor: v.parse(PersonIdSchema, person),
      kind,
      v: current,
      body: decided.value as Json,
    });
    this.isSaving = false;
    if (!written.ok) this.failure = written.error.code;
    else if (endsForm) this.draft = emptyDraft;
    await this.keep();
    return written.ok;
  }
}

function tidy(text: string): string {
  return text.trim().normalize('NFC');
}
