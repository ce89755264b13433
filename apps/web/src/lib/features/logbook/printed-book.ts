/**
 * A post's book as it goes onto paper (R08, GL-22): every number from the first to the last of the range, in the order of the
 * numbers, which is the order in which the entries came into the book; nothing left out and nothing put elsewhere.
 */
import { sha256 } from '@noble/hashes/sha2.js';
import { takesBack } from '@truc/domain/logbook';
import { dayMs, startOfDay, type Of, type Shift, type Signing, type Watch } from '@truc/domain/shift';
import { operationHash } from '@truc/sync/protocol';
import type { BookEntry } from '#lib/ports/sync-storage/read-book.ts';
import { toEntryView, type EntryView } from './entry-view.ts';

/** Days in Vietnam as `2021-06-15`, both counted; or one shift, by the fact that began it. */
export type PrintRange =
  | { readonly kind: 'days'; readonly from: string; readonly to: string }
  | { readonly kind: 'shift'; readonly id: string };

export type PrintedLine = {
  readonly number: number;
  readonly view: EntryView;
  /** Numbers of the lines by which its author took it back, and of all that was written about it. */
  readonly struckBy: readonly number[];
  readonly amendedBy: readonly number[];
  /** Of a correction, strike, addendum or countersignature: the number that it speaks of, where it is known here. */
  readonly about: number | null;
  /** The minutes of the handover that this line completes. */
  readonly minutes: Minutes | null;
};

/** A handover that somebody accepted. */
export type Minutes = { readonly signing: Signing; readonly accepted: Of<'accept'> };

export type PrintedBook = {
  readonly lines: readonly PrintedLine[];
  /** Numbers within the range that are not on this device. */
  readonly missing: readonly { readonly from: number; readonly to: number }[];
  /** Written on this device and not in the book yet: no number. */
  readonly unnumbered: readonly EntryView[];
  /** Written within the range, in the book after it: their numbers. */
  readonly later: readonly number[];
  /** SHA-256 over `number hash`, a line each, of all printed; hash: of the operation's header. */
  readonly digest: string;
};

export function printBook(rows: readonly BookEntry[], watch: Watch, range: PrintRange): PrintedBook {
  const numbered = rows
    .flatMap((row) => (row.place.state === 'on_server' ? [{ row, seq: row.place.seq }] : []))
    .sort((a, b) => a.seq - b.seq)
    .map(({ row, seq }) => ({ row, seq, view: toEntryView(row, null) }));
  const bounds = boundsOf(numbered, watch, range);
  const within = numbered.filter(({ seq }) => bounds !== null && bounds.first <= seq && seq <= bounds.last);
  const amended = amendmentsOf(numbered);
  const minutes = minutesOf(watch);
  const numbers = new Map(numbered.map(({ view, seq }) => [view.key, seq]));
  return {
    lines: within.map(({ seq, view }) => ({
      number: seq,
      view,
      ...(amended.get(view.key) ?? { struckBy: [], amendedBy: [] }),
      about: view.content.kind === 'amendment' ? (numbers.get(view.content.amendment.target) ?? null) : null,
      minutes: minutes.get(view.key) ?? null,
    })),
    missing: gapsIn(within.map(({ seq }) => seq)),
    unnumbered: rows.filter(({ place }) => place.state !== 'on_server').map((row) => toEntryView(row, null)),
    later: numbered
      .filter(({ seq, view }) => bounds !== null && seq > bounds.last && isWrittenIn(view, watch, range))
      .map(({ seq }) => seq),
    digest: digestOf(within),
  };
}

type Numbered = { readonly row: BookEntry; readonly seq: number; readonly view: EntryView };
type Bounds = { readonly first: number; readonly last: number };

function boundsOf(numbered: readonly Numbered[], watch: Watch, range: PrintRange): Bounds | null {
  const seqs =
    range.kind === 'days'
      ? numbered.filter(({ view }) => isOnDays(view.recvAt, range)).map(({ seq }) => seq)
      : shiftSeqs(numbered, watch, range.id);
  const [first, last] = [seqs.at(0), seqs.at(-1)];
  return first === undefined || last === undefined ? null : { first, last };
}

/** From the line that began the shift to the one that ended it; to the end of the book while it goes on. */
function shiftSeqs(numbered: readonly Numbered[], watch: Watch, id: string): readonly number[] {
  const shift = watch.shifts.find((one) => one.id === id);
  if (shift === undefined) return [];
  const seqOf = (opId: string | undefined) => numbered.find(({ view }) => view.key === opId)?.seq;
  const first = seqOf(shift.id);
  const last = seqOf(endOf(shift)) ?? numbered.at(-1)?.seq;
  return first === undefined || last === undefined ? [] : [first, Math.max(first, last)];
}

function endOf(shift: Shift): string | undefined {
  return shift.accepted?.opId ?? shift.exception?.opId;
}

function isOnDays(at: number | null, range: { readonly from: string; readonly to: string }): boolean {
  return at !== null && startOfDay(range.from) <= at && at < startOfDay(range.to) + dayMs;
}

function isWrittenIn({ writtenAt }: EntryView, watch: Watch, range: PrintRange): boolean {
  if (range.kind === 'days') return isOnDays(writtenAt, range);
  const shift = watch.shifts.find((one) => one.id === range.id);
  if (shift === undefined || writtenAt === null) return false;
  return shift.from <= writtenAt && shift.until !== null && writtenAt <= shift.until;
}

type Amended = { readonly struckBy: number[]; readonly amendedBy: number[] };

function amendmentsOf(numbered: readonly Numbered[]): ReadonlyMap<string, Amended> {
  const authors = new Map(numbered.map(({ view }) => [view.key, view.author]));
  const found = new Map<string, Amended>();
  for (const { view, seq } of numbered) {
    if (view.content.kind !== 'amendment') continue;
    const { amendment } = view.content;
    const one = found.get(amendment.target) ?? { struckBy: [], amendedBy: [] };
    one.amendedBy.push(seq);
    const takes = takesBack(amendment, view.author, authors.get(amendment.target) ?? null);
    if (takes && view.refused === null) one.struckBy.push(seq);
    found.set(amendment.target, one);
  }
  return found;
}

/** By the acceptance with which each handover is complete; both stand where two people accepted. */
function minutesOf({ shifts }: Watch): ReadonlyMap<string, Minutes> {
  return new Map(
    shifts.flatMap(({ signing }) =>
      (signing?.acceptances ?? []).flatMap((accepted): [string, Minutes][] =>
        signing === null ? [] : [[accepted.opId, { signing, accepted }]],
      ),
    ),
  );
}

function gapsIn(seqs: readonly number[]): PrintedBook['missing'] {
  return seqs.flatMap((seq, at) => {
    const before = seqs[at - 1];
    return before === undefined || before + 1 === seq ? [] : [{ from: before + 1, to: seq - 1 }];
  });
}

function digestOf(lines: readonly Numbered[]): string {
  const text = lines.map(({ seq, row }) => `${seq} ${operationHash(sha256, row.op.h)}\n`).join('');
  return Array.from(sha256(new TextEncoder().encode(text)), (octet) =>
    octet.toString(16).padStart(2, '0'),
  ).join('');
}
