import { QuarantineResponseSchema, type Missing, type Waiting } from '@truc/domain/api';
import { adoptedKind, adoptedVersion, decideAdopt, type AdoptRefusal } from '@truc/domain/quarantine';
import type { SyncClient, WriteFailure } from '@truc/sync/client';
import { PersonIdSchema, ScopeIdSchema } from '@truc/sync/protocol';
import * as v from 'valibot';
import type { HttpClient } from '#lib/ports/http/http-client.ts';
import type { HttpFailureCode } from '#lib/ports/http/http-failure.ts';
import type { WriteGate } from '#lib/ports/write-gate.ts';
import { placeName } from './place-name.ts';

export type QuarantineOptions = {
  readonly http: HttpClient;
  readonly person: string;
  readonly sync: Pick<SyncClient, 'write'>;
  readonly gate: Pick<WriteGate, 'write'>;
};

export type AdoptFailure = WriteFailure['code'] | AdoptRefusal;

/**
 * What waits for this person, and what his people's tablets never sent. The list is the server's; an adoption is written here
 * like any entry, also without the network, and sent when it can be.
 */
export class QuarantineController {
  waiting: readonly Waiting[] | null = $state.raw(null);
  missing: readonly Missing[] = $state.raw([]);
  loadFailure: HttpFailureCode | null = $state(null);
  /** Taken into the book on this device, by place: the server's list does not say so yet. */
  taken: readonly string[] = $state.raw([]);
  failure: { readonly place: string; readonly code: AdoptFailure } | null = $state.raw(null);
  #options: QuarantineOptions;

  constructor(options: QuarantineOptions) {
    this.#options = options;
  }

  async load(): Promise<void> {
    const answer = await this.#options.http.request({
      method: 'GET',
      path: '/api/quarantine',
      answer: QuarantineResponseSchema,
    });
    this.loadFailure = answer.ok ? null : answer.error.code;
    if (!answer.ok) return;
    this.waiting = answer.value.waiting;
    this.missing = answer.value.missing;
  }

  async adopt(item: Waiting): Promise<void> {
    const place = placeName(item);
    const code = await this.#write(item, place);
    this.failure = code === null ? null : { place, code };
    if (code === null) this.taken = [...this.taken, place];
  }

  async #write(item: Waiting, place: string): Promise<AdoptFailure | null> {
    const { sync, gate, person } = this.#options;
    const isAdopted = item.adopted !== null || this.taken.includes(place);
    const decided = decideAdopt({ ...item, isAdopted });
    if (!decided.ok) return decided.error.code;
    const { from, op, code } = decided.value;
    const written = await gate.write(() =>
      sync.write({
        scope: v.parse(ScopeIdSchema, item.book),
        actor: v.parse(PersonIdSchema, person),
        kind: adoptedKind,
        v: adoptedVersion,
        body: { from: { ...from }, op: { ...op }, code },
      }),
    );
    return written.ok ? null : written.error.code;
  }
}
