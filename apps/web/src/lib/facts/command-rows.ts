/** The rows of a log of commands in the order in which a reader folds them, and what each line of a timeline shows of its row. */
import { mayBeSwapped, type Placed } from '@truc/domain/logbook';
import type { Carried } from '@truc/domain/quarantine';
import { readHeader, type OperationHeader, type Outcome, type WireOperation } from '@truc/sync/protocol';
import type { FactStateName } from '@truc/ui';
import type { BookEntry } from '#lib/ports/sync-storage/read-book.ts';
import { factTimes, type FactTimes } from './fact-times.ts';

export type CommandRow = { readonly row: BookEntry; readonly header: OperationHeader };

export type CommandRows = {
  /** As everybody has them, by their places. */
  readonly confirmed: readonly CommandRow[];
  /** This device's own that are not on the server yet, as they were written. */
  readonly pending: readonly CommandRow[];
  /** What the server set aside: no part of what is folded. */
  readonly aside: readonly CommandRow[];
  /** How many rows have no header that can be read here. */
  readonly unreadable: number;
};

/** What every line of a timeline has of its row. */
export type RowLine = {
  readonly key: string;
  readonly author: string;
  readonly state: FactStateName;
  readonly number: number | null;
  readonly times: FactTimes;
  /** When the server received it; null while it has not. */
  readonly receivedAt: number | null;
  /** By which device, when by its clock, and how sure that is. */
  readonly placed: Placed;
  /** It cannot be told whether it was written before or after the line before it, which is another device's. */
  readonly isUncertain: boolean;
  /** Why the server set it aside. */
  readonly asideCode: Outcome['code'];
  /** It had waited in quarantine; `by` is who took it in, or did not. */
  readonly managed: Managed | null;
};

export type Managed = Pick<Carried, 'word' | 'code' | 'reason'> & { readonly by: string };

/** A header is read once for each operation: what was opened is the same object in every read of its log. */
const headersRead = new WeakMap<WireOperation, { readonly header: OperationHeader | null }>();

function headerOf(op: WireOperation): OperationHeader | null {
  const before = headersRead.get(op);
  if (before !== undefined) return before.header;
  const header = readHeader(op);
  headersRead.set(op, { header });
  return header;
}

export function orderRows(rows: readonly BookEntry[]): CommandRows {
  const readable = rows.flatMap((row): CommandRow[] => {
    const header = headerOf(row.op);
    return header === null ? [] : [{ row, header }];
  });
  return {
    confirmed: readable.filter(({ row }) => row.place.state === 'on_server').sort(bySeq),
    pending: readable.filter(({ row }) => isPending(row)).sort(byNumber),
    aside: readable.filter(({ row }) => row.place.state === 'needs_you'),
    unreadable: rows.length - readable.length,
  };
}

/** Its place in the log, or one after all of them for the `at`th that has none yet. */
export function placeOf({ row: { place } }: CommandRow, at: number): number {
  return place.state === 'on_server' ? place.seq : Number.MAX_SAFE_INTEGER - 10_000 + at;
}

/** `carried`: the row is a manager's word on a command that had waited; the line is its author's, at the place of that word. */
export function rowLine({ row, header: manager }: CommandRow, carried: Carried | null): RowLine {
  const { place } = row;
  const authors = carried === null ? null : readHeader(carried.op);
  const header = authors ?? manager;
  const isOnServer = place.state === 'on_server';
  const receivedAt = isOnServer ? place.recvAt : null;
  const { dev, inst, n, wall, off, err } = header;
  return {
    key: header.opId,
    author: header.actor,
    state: place.state,
    number: isOnServer ? place.seq : null,
    times: factTimes(header, receivedAt),
    receivedAt,
    placed: { dev, inst, n, at: wall + (off ?? 0), err, doubtMs: 0, recvAt: receivedAt },
    isUncertain: false,
    asideCode: place.state === 'needs_you' ? place.code : null,
    managed:
      carried === null || authors === null
        ? null
        : { word: carried.word, code: carried.code, reason: carried.reason, by: manager.actor },
  };
}

/** Puts a line at the end of its timeline. */
export function addLine<Line extends RowLine>(timelines: Map<string, Line[]>, id: string, line: Line): void {
  const known = timelines.get(id);
  if (known === undefined) timelines.set(id, [line]);
  else if (line.managed !== null || line.state === 'needs_you') addOnce(known, line);
  else {
    const before = known.at(-1);
    known.push({ ...line, isUncertain: before !== undefined && mayBeSwapped(before.placed, line.placed) });
  }
}

/** A command stands once: with the first adoption, or the first refusal where nobody adopts; its author's copy waits no longer. */
function addOnce<Line extends RowLine>(known: Line[], line: Line): void {
  const at = known.findIndex(({ key }) => key === line.key);
  if (at < 0) known.push(line);
  else if (known[at]?.managed?.word === 'refused' && line.managed?.word === 'adopted') {
    known.splice(at, 1);
    known.push(line);
  }
}

function isPending({ place }: BookEntry): boolean {
  return place.state !== 'on_server' && place.state !== 'needs_you';
}

function bySeq(a: CommandRow, b: CommandRow): number {
  return seqOf(a.row) - seqOf(b.row);
}

function seqOf({ place }: BookEntry): number {
  return place.state === 'on_server' ? place.seq : Number.MAX_SAFE_INTEGER;
}

function byNumber(a: CommandRow, b: CommandRow): number {
  return a.header.inst - b.header.inst || a.header.n - b.header.n;
}
