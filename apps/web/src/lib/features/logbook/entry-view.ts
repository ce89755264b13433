import { entryKind, entryKinds, readAmendment, type Amendment } from '@truc/domain/logbook';
import { readCarried, type Carried } from '@truc/domain/quarantine';
import { readShiftFact, type ShiftFactBody } from '@truc/domain/shift';
import type { SendingRange } from '@truc/sync/client';
import {
  clockChangedKind,
  ClockChangedSchema,
  clockChangedVersion,
  OperationHeaderSchema,
  OutcomeCodeSchema,
  type OperationHeader,
  type Outcome,
} from '@truc/sync/protocol';
import type { FactStateName } from '@truc/ui';
import * as v from 'valibot';
import { factTimes } from '#lib/facts/fact-times.ts';
import type { BookEntry } from '#lib/ports/sync-storage/read-book.ts';

type OutcomeCode = NonNullable<Outcome['code']>;

export type EntryContent =
  | { readonly kind: 'entry'; readonly text: string; readonly camera: string | null }
  /** Taken out by a court's or an agency's decision; its place stays. */
  | { readonly kind: 'redacted'; readonly decision: string }
  /** About another entry: a correction, a strike, an addendum, a countersignature. */
  | { readonly kind: 'amendment'; readonly amendment: Amendment }
  /** A fact of the watch: a shift begun, handed over, accepted. */
  | { readonly kind: 'shift'; readonly fact: ShiftFactBody }
  /** The device's own word: its clock jumped. */
  | { readonly kind: 'clock'; readonly from: number; readonly to: number }
  /** Written by a newer version of the application: shown as a grey line, never left out. */
  | { readonly kind: 'unknown' };

/** `ahead`: server time minus the page's monotonic clock: the same for all that was written by one measurement. */
export type WrittenBy = {
  readonly dev: string;
  readonly inst: number;
  readonly n: number;
  readonly err: number | null;
  readonly ahead: number;
};

export type EntryView = {
  readonly key: string;
  readonly state: FactStateName;
  /** Place in the post's log on the server: the entry's number in the book. */
  readonly number: number | null;
  readonly author: string | null;
  /** When it was written, in ms: the device's clock put right by what it knew of the server's. */
  readonly writtenAt: number | null;
  /** What the device's own clock said, when that differs by a minute or more. */
  readonly deviceClockAt: number | null;
  /** When the server received it, said only if that was later by more than two minutes. */
  readonly lateAt: number | null;
  readonly lateByMs: number | null;
  readonly recvAt: number | null;
  /** By which device, at which of its numbers, and how well it knew the time; null when the header cannot be read. */
  readonly written: WrittenBy | null;
  readonly code: OutcomeCode | null;
  readonly content: EntryContent;
  /** Somebody took it into the book out of quarantine: who, and why it had waited. */
  readonly adopted: { readonly by: string; readonly reason: OutcomeCode | null } | null;
  /** Somebody did not take it into the book: who, and why not. It is no part of the book; its words stay readable. */
  readonly refused: { readonly by: string; readonly reason: string } | null;
};

/** `sending`: the operations that are on their way to the server just now. */
export function toEntryView(row: BookEntry, sending: SendingRange | null): EntryView {
  const header = v.safeParse(OperationHeaderSchema, parseJson(row.op.h));
  const carried = header.success ? readCarried({ ...header.output, body: row.op.b }) : null;
  if (header.success && carried !== null)
    return toCarriedView(row, { carried, by: header.output.actor }, sending);
  const recvAt = row.place.state === 'on_server' ? row.place.recvAt : null;
  const times = header.success ? factTimes(header.output, recvAt) : unreadableTimes;
  return {
    key: header.success ? header.output.opId : keyOfUnreadable(row),
    state: stateOf(row.place, header.success ? header.output : null, sending),
    number: row.place.state === 'on_server' ? row.place.seq : null,
    author: header.success ? header.output.actor : null,
    ...times,
    recvAt,
    written: header.success ? writtenBy(header.output) : null,
    code: row.place.state === 'needs_you' ? row.place.code : null,
    content: contentOf(row, header.success ? header.output : null),
    adopted: null,
    refused: null,
  };
}

type ManagersWord = { readonly carried: Carried; readonly by: string };

/** The author's words, at the place of the manager's word in the book. */
function toCarriedView(
  row: BookEntry,
  { carried: { op, code, reason: why }, by }: ManagersWord,
  sending: SendingRange | null,
): EntryView {
  const view = toEntryView({ op, place: row.place }, sending);
  if (why !== null) return { ...view, refused: { by, reason: why } };
  const reason = v.safeParse(OutcomeCodeSchema, code);
  return { ...view, adopted: { by, reason: reason.success ? reason.output : null } };
}

/** What is said of an entry at its place; `written` is null where its header cannot be read. */
export function stateOf(
  { state }: BookEntry['place'],
  written: Pick<WrittenBy, 'dev' | 'inst' | 'n'> | null,
  sending: SendingRange | null,
): FactStateName {
  if (state !== 'on_tablet' || sending === null || written === null) return state;
  const isOfThem = sending.dev === written.dev && sending.inst === written.inst;
  return isOfThem && sending.from <= written.n && written.n <= sending.to ? 'sending' : 'on_tablet';
}

function writtenBy({ dev, inst, n, err, wall, off, mono }: OperationHeader): WrittenBy {
  return { dev, inst, n, err, ahead: wall + (off ?? 0) - mono };
}

const unreadableTimes = { writtenAt: null, deviceClockAt: null, lateAt: null, lateByMs: null };

function contentOf({ op, place }: BookEntry, header: OperationHeader | null): EntryContent {
  if (place.state === 'on_server' && place.redacted !== undefined)
    return { kind: 'redacted', decision: place.redacted };
  return header === null ? { kind: 'unknown' } : toContent(header, op.b);
}

function toContent({ kind, v: version }: OperationHeader, body: string): EntryContent {
  if (kind === clockChangedKind) return toClockContent(version, body);
  const amendment = readAmendment(kind, version, body);
  if (amendment !== null) return { kind: 'amendment', amendment };
  const fact = readShiftFact({ kind, v: version }, body);
  if (fact !== null) return { kind: 'shift', fact };
  const entry = kind === entryKind ? entryKinds.read(version, body) : null;
  if (entry?.status !== 'read') return { kind: 'unknown' };
  return { kind: 'entry', text: entry.event.text, camera: entry.event.camera };
}

function toClockContent(version: number, body: string): EntryContent {
  const change = v.safeParse(ClockChangedSchema, parseJson(body));
  if (version !== clockChangedVersion || !change.success) return { kind: 'unknown' };
  return { kind: 'clock', from: change.output.from, to: change.output.to };
}

function keyOfUnreadable(row: BookEntry): string {
  return row.place.state === 'on_server' ? `seq ${row.place.seq}` : `op ${row.op.s}`;
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    // The schema check that follows names it unreadable.
    return undefined;
  }
}
