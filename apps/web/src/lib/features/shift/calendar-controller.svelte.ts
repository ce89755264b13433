import type { Failure, Result } from '@truc/base';
import {
  CalendarResponseSchema,
  WatchChangeAnswerSchema,
  type AddDocument,
  type AddPattern,
  type CalendarGap,
  type CalendarResponse,
  type CalendarShift,
  type PostCalendar,
} from '@truc/domain/api';
import { dayMs, dayOf, decideExplainGap, shiftKinds, startOfDay, type ExplainGap } from '@truc/domain/shift';
import type { SyncClient } from '@truc/sync/client';
import { PersonIdSchema, ScopeIdSchema, type Json } from '@truc/sync/protocol';
import * as v from 'valibot';
import type { HttpClient } from '#lib/ports/http/http-client.ts';
import type { HttpFailureCode } from '#lib/ports/http/http-failure.ts';
import type { ShiftFailure, WriteFact } from './shift-controller.svelte.ts';

export type CalendarOptions = {
  readonly http: HttpClient;
  /** Saves on this device. */
  readonly write: WriteFact;
  readonly sync: Pick<SyncClient, 'subscribe'>;
  readonly person: () => string | null;
  readonly now: () => number;
  /** The day that is looked for; without one the week ends today. */
  readonly day?: string | undefined;
};

const weekDays = 7;
/** What led to the day stands before it. */
const beforeDay = 3;

/** The calendar of all posts that somebody may see, and the words of whoever answers for them. */
export class CalendarController {
  week: CalendarResponse | null = $state.raw(null);
  httpFailure: HttpFailureCode | null = $state(null);
  failure: ShiftFailure | null = $state(null);
  isBusy = $state(false);
  readonly #options: CalendarOptions;
  #from: string;

  constructor(options: CalendarOptions) {
    this.#options = options;
    // Six days back and today: what happened stands before what is planned.
    const asked = dayAt(options.day);
    this.#from = dayOf(asked === null ? options.now() - (weekDays - 1) * dayMs : asked - beforeDay * dayMs);
  }

  async load(): Promise<void> {
    const answer = await this.#options.http.request({
      method: 'POST',
      path: '/api/watch/calendar',
      body: { from: this.#from, post: null },
      answer: CalendarResponseSchema,
    });
    this.httpFailure = answer.ok ? null : answer.error.code;
    if (answer.ok) this.week = answer.value;
  }

  move(weeks: number): Promise<void> {
    this.#from = dayOf(startOfDay(this.#from) + weeks * weekDays * dayMs);
    return this.load();
  }

  explain(
    post: PostCalendar,
    { from, to }: CalendarGap,
    said: Pick<ExplainGap, 'reason' | 'text'>,
  ): Promise<boolean> {
    return this.#say(
      post,
      'explainGap',
      decideExplainGap({ from: Math.round(from), to: Math.round(to), ...said }),
    );
  }

  /** `chosen`: the acceptance that holds. */
  choose(
    post: PostCalendar,
    { signOut }: CalendarShift,
    said: { chosen: string; reason: string },
  ): Promise<boolean> {
    return this.#say(post, 'chooseAcceptance', reasoned({ signOut, ...said }));
  }

  end(post: PostCalendar, { id }: CalendarShift, reason: string): Promise<boolean> {
    const at = Math.round(this.#options.now());
    return this.#say(post, 'endByException', reasoned({ shift: id, at, reason }));
  }

  /** Null when the server did not take it; `httpFailure` then says why. */
  addDocument(document: AddDocument): Promise<'saved' | 'exists' | null> {
    return this.#change('/api/watch/documents', document);
  }

  addPattern(pattern: AddPattern): Promise<'saved' | 'exists' | null> {
    return this.#change('/api/watch/patterns', pattern);
  }

  /** Null where the server was not reached, or did not take it. */
  async #change(path: string, body: AddDocument | AddPattern): Promise<'saved' | 'exists' | null> {
    this.isBusy = true;
    const answer = await this.#options.http.request({
      method: 'POST',
      path,
      body,
      answer: WatchChangeAnswerSchema,
    });
    this.isBusy = false;
    this.httpFailure = answer.ok ? null : answer.error.code;
    if (!answer.ok) return null;
    await this.load();
    return answer.value.outcome;
  }

  async #say(
    post: PostCalendar,
    type: 'explainGap' | 'chooseAcceptance' | 'endByException',
    decided: Result<unknown, Failure<'reason_missing' | 'gap_empty' | ShiftFailure>>,
  ): Promise<boolean> {
    this.failure = decided.ok ? null : decided.error.code;
    const { person, write, sync } = this.#options;
    const actor = person();
    if (!decided.ok || actor === null) return false;
    this.isBusy = true;
    const { kind, current } = shiftKinds[type];
    const written = await write({
      scope: v.parse(ScopeIdSchema, post.scope),
      actor: v.parse(PersonIdSchema, actor),
      kind,
      v: current,
      body: decided.value as Json,
    });
    if (!written.ok) this.failure = written.error.code;
    else if (await isSent(sync)) await this.load();
    this.isBusy = false;
    return written.ok;
  }
}

function reasoned<T extends { readonly reason: string }>(said: T): Result<T, Failure<'reason_missing'>> {
  const reason = said.reason.trim().normalize('NFC');
  return reason === ''
    ? { ok: false, error: { code: 'reason_missing' } }
    : { ok: true, value: { ...said, reason } };
}

const sentWithinMs = 5_000;

/** The calendar is the server's: it shows what was written once that is there. */
function isSent(sync: CalendarOptions['sync']): Promise<boolean> {
  return new Promise((resolve) => {
    const timer = setTimeout(() => finish(false), sentWithinMs);
    const end = sync.subscribe(({ unsent }) => {
      if (unsent === 0) finish(true);
    });

    function finish(isDone: boolean) {
      clearTimeout(timer);
      resolve(isDone);
      // `subscribe` calls at once, before it has returned the function that ends it.
      queueMicrotask(() => end());
    }
  });
}

/** Null for what is no day: an address can be typed. */
function dayAt(day: string | undefined): number | null {
  if (day === undefined || !/^20\d{2}-\d{2}-\d{2}$/.test(day)) return null;
  const at = startOfDay(day);
  return Number.isFinite(at) && dayOf(at) === day ? at : null;
}
