import { uuidV7, type Failure, type RandomBytes, type Result } from '@truc/base';
import type { FaultAccess } from '@truc/domain/api';
import {
  draftReport,
  seenVersion,
  technicalKinds,
  type DraftRefusal,
  type FaultCommand,
  type FaultRefusal,
  type ReportBody,
  type TechnicalCommand,
} from '@truc/domain/fault-log';
import type { InterventionCommand, WorkDraftRefusal, WorkRefusal } from '@truc/domain/intervention';
import type { FaultAction } from '@truc/domain/policy';
import type { SyncClient, WriteFailure } from '@truc/sync/client';
import { PersonIdSchema, ScopeIdSchema, type Json } from '@truc/sync/protocol';
import * as v from 'valibot';
import type { FoldedLog, FoldedLogs } from '#lib/facts/folded-logs.ts';
import type { WriteGate } from '#lib/ports/write-gate.ts';
import { noFaults, type FaultBook, type FaultView } from './read-faults.ts';

export type FaultOptions = {
  readonly access: FaultAccess;
  readonly person: string;
  readonly sync: Pick<SyncClient, 'write'>;
  /** Read here and on other pages alike. */
  readonly logs: Pick<FoldedLogs<FaultBook>, 'of'>;
  /** Read reactively: whether the log's key is here. */
  readonly isOpen: () => boolean;
  readonly gate: Pick<WriteGate, 'write'>;
  readonly random: RandomBytes;
  readonly now: () => number;
};

export type FaultFailure =
  WriteFailure['code'] | DraftRefusal | FaultRefusal | WorkDraftRefusal | WorkRefusal;

/** A command without the fault that it is about. */
export type BodyOf<Type extends FaultCommand['type']> = Omit<
  Extract<FaultCommand, { readonly type: Type }>['body'],
  'fault'
>;

const closed: FoldedLog<FaultBook> = {
  folded: noFaults,
  isRead: false,
  failure: null,
  readAnew: () => undefined,
};

/** The faults of one facility, or of the central system, and the verbs of who works on them. All of it works without a network. */
export class FaultController {
  isSaving = $state(false);
  failure: FaultFailure | null = $state(null);
  readonly #options: FaultOptions;
  #log: FoldedLog<FaultBook>;

  constructor(options: FaultOptions) {
    this.#options = options;
    const isOpen = $derived.by(() => options.isOpen());
    this.#log = $derived(isOpen ? options.logs.of(options.access.scope) : closed);
  }

  get book(): FaultBook {
    return this.#log.folded;
  }

  get access(): FaultAccess {
    return this.#options.access;
  }

  get isRead(): boolean {
    return this.#log.isRead;
  }

  readAnew(): void {
    this.#log.readAnew();
  }

  may(action: FaultAction): boolean {
    return this.access.may.includes(action);
  }

  fault(id: string): FaultView | undefined {
    return this.book.faults.find((one) => one.id === id);
  }

  /** The new fault's id, or null when it could not be kept; `failure` then says why. */
  async report(body: Omit<ReportBody, 'fault'>): Promise<string | null> {
    const id = this.newId();
    const drafted = draftReport({ fault: id, ...body }, this.#options.now());
    return (await this.#save('report', drafted, null)) ? id : null;
  }

  /** What a form has drafted, or refused. */
  send(
    type: FaultCommand['type'],
    drafted: Result<object, Failure<DraftRefusal>>,
    view: FaultView,
  ): Promise<boolean> {
    return this.#save(type, drafted, view);
  }

  /** What needs no form. */
  say<Type extends FaultCommand['type']>(type: Type, body: BodyOf<Type>, view: FaultView): Promise<boolean> {
    return this.#save(type, { ok: true, value: { fault: view.id, ...body } }, view);
  }

  /** What a form on a permit or a device has drafted, or refused. */
  sendWork(
    type: InterventionCommand['type'],
    drafted: Result<object, Failure<WorkDraftRefusal>>,
  ): Promise<boolean> {
    return this.#save(type, drafted, null);
  }

  newId(): string {
    return uuidV7(this.#options.now(), this.#options.random);
  }

  async #save(
    type: TechnicalCommand['type'],
    drafted: Result<object, Failure<DraftRefusal | WorkDraftRefusal>>,
    seen: FaultView | null,
  ): Promise<boolean> {
    if (this.isSaving) return false;
    this.failure = null;
    if (!drafted.ok) {
      this.failure = drafted.error.code;
      return false;
    }
    this.isSaving = true;
    const { access, person, sync, gate } = this.#options;
    const { kind, current } = technicalKinds[type];
    const written = await gate.write(() =>
      sync.write({
        scope: v.parse(ScopeIdSchema, access.scope),
        actor: v.parse(PersonIdSchema, person),
        kind,
        v: current,
        body: plain(drafted.value),
        ...(seen && { base: seenVersion(seen.confirmed) }),
      }),
    );
    this.isSaving = false;
    if (!written.ok) this.failure = written.error.code;
    return written.ok;
  }
}

/** A form's proxies are unwrapped on the way: what is stored is plain. */
function plain(body: object): Json {
  return JSON.parse(JSON.stringify(body)) as Json;
}
