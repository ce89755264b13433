import { QuarantineResponseSchema, type Missing, type Waiting } from '@truc/domain/api';
import {
  adoptedKind,
  adoptedVersion,
  decideAdopt,
  decideRefuse,
  refusedKind,
  refusedVersion,
  type AdoptRefusal,
} from '@truc/domain/quarantine';
import type { SyncClient, WriteFailure } from '@truc/sync/client';
import { PersonIdSchema, ScopeIdSchema, type Json } from '@truc/sync/protocol';
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

/** What was decided on this device, by place: the server's list does not say so yet. */
export type Decided = Readonly<Record<string, 'adopted' | 'refused'>>;

/**
 * What waits for this person, and what his people's tablets never sent. The list is the server's; an adoption or a refusal is
 * written here like any entry, also without the network, and sent when it can be.
 */
export class QuarantineController {
  /** What nobody has decided first; of both the newest first. */
  waiting: readonly Waiting[] | null = $state.raw(null);
  missing: readonly Missing[] = $state.raw([]);
  loadFailure: HttpFailureCode | null = $state(null);
  decided: Decided = $state.raw({});
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
    const { waiting, missing } = answer.value;
    this.waiting = [...waiting.filter((item) => !isDecided(item)), ...waiting.filter(isDecided)];
    this.missing = missing;
  }

  adopt(item: Waiting): Promise<boolean> {
    const decided = decideAdopt({ ...item, isAdopted: this.#isAdopted(item) });
    if (!decided.ok) return this.#fail(item, decided.error.code);
    const { from, op, code } = decided.value;
    return this.#write(item, {
      kind: adoptedKind,
      v: adoptedVersion,
      body: { from: { ...from }, op: { ...op }, code },
    });
  }

  /** The words stay where they are typed until they are safe. */
  refuse(item: Waiting, why: string): Promise<boolean> {
    const decided = decideRefuse({ ...item, isAdopted: this.#isAdopted(item) }, why);
    if (!decided.ok) return this.#fail(item, decided.error.code);
    const { from, op, code, reason } = decided.value;
    const body = { from: { ...from }, op: { ...op }, code, reason };
    return this.#write(item, { kind: refusedKind, v: refusedVersion, body });
  }

  #isAdopted(item: Waiting): boolean {
    const isInForce = item.adopted !== null && item.adopted.applied !== 'no';
    return isInForce || this.decided[placeName(item)] === 'adopted';
  }

  async #fail(item: Waiting, code: AdoptFailure): Promise<boolean> {
    this.failure = { place: placeName(item), code };
    return false;
  }

  async #write(
    item: Waiting,
    word: { readonly kind: string; readonly v: number; readonly body: Json },
  ): Promise<boolean> {
    const { sync, gate, person } = this.#options;
    const written = await gate.write(() =>
      sync.write({
        scope: v.parse(ScopeIdSchema, item.log),
        actor: v.parse(PersonIdSchema, person),
        ...word,
      }),
    );
    if (!written.ok) return this.#fail(item, written.error.code);
    this.failure = null;
    const said = word.kind === adoptedKind ? 'adopted' : 'refused';
    this.decided = { ...this.decided, [placeName(item)]: said };
    return true;
  }
}

/** Nothing more is asked of anybody. What was adopted and could not be carried out may still be refused. */
export function isDecided({ adopted, refused }: Waiting): boolean {
  return refused !== null || (adopted !== null && adopted.applied !== 'no');
}
