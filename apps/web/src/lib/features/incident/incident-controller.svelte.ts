import { uuidV7, type Failure, type RandomBytes, type Result } from '@truc/base';
import type { FacilityAccess } from '@truc/domain/api';
import {
  decideChangeStatus,
  decideStep,
  decideNote,
  decideNotify,
  decideOpen,
  decideReport,
  incidentKinds,
  isUrgent,
  seenVersions,
  type AnyValue,
  type CaseCommand,
  type CaseRefusal,
  type Conflict,
  type FieldValues,
  type IncidentCommand,
  type IncidentStatus,
  type NotifyBody,
  type ReportBody,
} from '@truc/domain/incident';
import type { OutboxRecord, SyncClient, WriteFailure } from '@truc/sync/client';
import { PersonIdSchema, ScopeIdSchema, type Json } from '@truc/sync/protocol';
import * as v from 'valibot';
import type { FoldedLog, FoldedLogs } from '#lib/facts/folded-logs.ts';
import type { WriteGate } from '#lib/ports/write-gate.ts';
import { noIncidents, type FacilityIncidents, type IncidentView } from './read-incidents.ts';

export type IncidentOptions = {
  readonly access: FacilityAccess;
  readonly person: string;
  readonly sync: Pick<SyncClient, 'write'>;
  /** Read here and on other pages alike. */
  readonly logs: Pick<FoldedLogs<FacilityIncidents>, 'of'>;
  /** Read reactively: whether the log's key is here. */
  readonly isOpen: () => boolean;
  readonly gate: Pick<WriteGate, 'write'>;
  readonly random: RandomBytes;
  readonly now: () => number;
};

export type IncidentFailure = WriteFailure['code'] | CaseRefusal;

/** `seen`: what the author had before him; null for a beginning. */
type Sending = {
  readonly type: IncidentCommand['type'];
  readonly seen: IncidentView | null;
  readonly urgent: boolean;
};

const closed: FoldedLog<FacilityIncidents> = {
  folded: noIncidents,
  isRead: false,
  failure: null,
  readAnew: () => undefined,
};

/** One facility's incidents on the screen, and the verbs of who works on them. All of it works without a network. */
export class IncidentController {
  isSaving = $state(false);
  failure: IncidentFailure | null = $state(null);
  readonly #options: IncidentOptions;
  #log: FoldedLog<FacilityIncidents>;

  constructor(options: IncidentOptions) {
    this.#options = options;
    // Before its key comes there is nothing to follow.
    const isOpen = $derived.by(() => options.isOpen());
    this.#log = $derived(isOpen ? options.logs.of(options.access.scope) : closed);
  }

  get facility(): FacilityIncidents {
    return this.#log.folded;
  }

  get access(): FacilityAccess {
    return this.#options.access;
  }

  get person(): string {
    return this.#options.person;
  }

  get now(): number {
    return Math.round(this.#options.now());
  }

  get isRead(): boolean {
    return this.#log.isRead;
  }

  readAnew(): void {
    this.#log.readAnew();
  }

  incident(id: string): IncidentView | undefined {
    return this.facility.incidents.find((one) => one.id === id);
  }

  note(view: IncidentView, text: string): Promise<boolean> {
    return this.#save(decideNote(view.id, text), about(view, 'note'));
  }

  setField<Name extends keyof FieldValues>(
    view: IncidentView,
    name: Name,
    value: FieldValues[Name],
  ): Promise<boolean> {
    const fields = { ...valuesOf(view), [name]: value };
    const decided = decideOpen(view.id, fields);
    if (!decided.ok) return this.#save(decided, about(view, 'set'));
    const { incident, fields: tidied } = decided.value;
    const body = { incident, fields: { [name]: tidied[name] } };
    const isGraver = name === 'severity' || name === 'casualties';
    const urgent = isGraver && isUrgent(tidied.severity);
    return this.#save({ ok: true, value: body }, { ...about(view, 'set'), urgent });
  }

  changeStatus(view: IncidentView, to: IncidentStatus, reason: string): Promise<boolean> {
    const change = { incident: view.id, to, reason, actor: this.#options.person };
    const urgent = isUrgent(valuesOf(view).severity, to);
    return this.#save(decideChangeStatus(view.shown, change), { ...about(view, 'changeStatus'), urgent });
  }

  resolve(view: IncidentView, { field, claims }: Conflict, value: AnyValue): Promise<boolean> {
    const body = { incident: view.id, field, value: plain(value), settles: claims.map(({ opId }) => opId) };
    return this.#save({ ok: true, value: body }, about(view, 'resolve'));
  }

  /** In words that nobody had written yet: they are checked as any form's, for what no reader can read settles nothing. */
  resolveAnew(view: IncidentView, conflict: Conflict, words: string): Promise<boolean> {
    const { field } = conflict;
    const value = field === 'casualties' ? Number(words) : words;
    const decided = decideOpen(view.id, { ...valuesOf(view), [field]: value });
    if (!decided.ok) return this.#save(decided, about(view, 'resolve'));
    return this.resolve(view, conflict, decided.value.fields[field]);
  }

  /** A new violation, and who was told of it where somebody was: both are kept or the form says why not. Answers its id. */
  async report(
    draft: Omit<ReportBody, 'incident'>,
    notice: Omit<NotifyBody, 'incident'> | null,
  ): Promise<string | null> {
    const id = uuidV7(this.#options.now(), this.#options.random);
    const reported = decideReport({ ...draft, incident: id }, this.#options.now());
    const told = notice && decideNotify(draft, { ...notice, incident: id }, this.#options.now());
    if (told?.ok === false) {
      this.failure = told.error.code;
      return null;
    }
    if (!(await this.#save(reported, beginning('report')))) return null;
    if (told !== null) await this.#save(told, beginning('notify'));
    return id;
  }

  /** A step of a violation, with the words that its form has checked. */
  step<Command extends CaseCommand>(
    view: IncidentView,
    drafted: Result<Command, Failure<CaseRefusal>>,
  ): Promise<boolean> {
    if (!drafted.ok) return this.#save(drafted, about(view, 'note'));
    const command = drafted.value;
    const decided = decideStep(view.shown, command, this.#options.person);
    const body = decided.ok ? { ok: true as const, value: decided.value.body } : decided;
    // What somebody waits for at once: that he is told, that he need not wait, that it was passed up.
    return this.#save(body, { type: command.type, seen: view, urgent: hurried.has(command.type) });
  }

  /** Acknowledges what this person has just written to have been told of: the page has not read that again yet. */
  acknowledgeTold(view: IncidentView): Promise<boolean> {
    const told = { ok: true as const, value: { incident: view.id } };
    return this.#save(told, { type: 'acknowledge', seen: view, urgent: true });
  }

  async #save(decided: Result<unknown, Failure<CaseRefusal>>, sending: Sending): Promise<boolean> {
    if (this.isSaving) return false;
    this.failure = null;
    if (!decided.ok) {
      this.failure = decided.error.code;
      return false;
    }
    this.isSaving = true;
    try {
      const written = await this.#write(decided.value as Json, sending);
      if (!written.ok) this.failure = written.error.code;
      return written.ok;
    } finally {
      this.isSaving = false;
    }
  }

  #write(body: Json, { type, seen, urgent }: Sending): Promise<Result<OutboxRecord, WriteFailure>> {
    const { access, person, sync, gate } = this.#options;
    const { kind, current } = incidentKinds[type];
    return gate.write(() =>
      sync.write({
        scope: v.parse(ScopeIdSchema, access.scope),
        actor: v.parse(PersonIdSchema, person),
        kind,
        v: current,
        body,
        urgent,
        ...(seen && { base: seenVersions(seen.confirmed) }),
      }),
    );
  }
}

const hurried: ReadonlySet<IncidentCommand['type']> = new Set([
  'notify',
  'acknowledge',
  'escalate',
  'takeUp',
]);

/** GL-21: at once means before a tablet's backlog. */
function beginning(type: IncidentCommand['type']): Sending {
  return { type, seen: null, urgent: true };
}

function about(seen: IncidentView, type: IncidentCommand['type']): Sending {
  return { type, seen, urgent: false };
}

export function valuesOf({ shown: { fields } }: IncidentView): FieldValues {
  return {
    title: fields.title.value,
    description: fields.description.value,
    severity: fields.severity.value,
    casualties: fields.casualties.value,
    place: fields.place.value,
    cameras: fields.cameras.value,
  };
}

function plain(value: AnyValue): Json {
  return typeof value === 'object' && value !== null ? [...value] : value;
}
