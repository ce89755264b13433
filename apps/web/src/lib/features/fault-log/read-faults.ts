/** From the rows of a log of faults to its faults as the screen shows them: confirmed, and with this device's own on top. */
import {
  emptyFault,
  foldFaultLeaf,
  type Fault,
  type FaultCommand,
  type FaultDecision,
  type FaultLeaf,
  type Faults,
} from '@truc/domain/fault-log';
import { readHeader, type OperationHeader, type Outcome } from '@truc/sync/protocol';
import type { FactStateName } from '@truc/ui';
import { factTimes, type FactTimes } from '#lib/facts/fact-times.ts';
import type { BookEntry } from '#lib/ports/sync-storage/read-book.ts';

/** One line of a fault's timeline. `command` is null for what only a newer version of the application can read. */
export type FaultLine = {
  readonly key: string;
  readonly author: string;
  readonly state: FactStateName;
  readonly number: number | null;
  readonly times: FactTimes;
  readonly command: FaultCommand | null;
  /** What became of it, by this device's own folding: what is not on the server yet shows what it would be. */
  readonly decision: Pick<FaultDecision, 'status' | 'refusal'> | null;
  /** Why the server set it aside; it is then not part of the fault. */
  readonly asideCode: Outcome['code'];
};

export type FaultView = {
  readonly id: string;
  /** As everybody has it. Its version is what a command written now has seen. */
  readonly confirmed: Fault;
  /** With this device's own unsent commands on top. */
  readonly shown: Fault;
  /** Newest first. */
  readonly timeline: readonly FaultLine[];
};

export type FaultBook = {
  /** Newest first; those alone whose report is here. */
  readonly faults: readonly FaultView[];
  /** All of the log, with this device's own on top. */
  readonly shown: Faults;
  /** Lines that nobody here can read yet. */
  readonly deferred: number;
};

type Readable = { readonly row: BookEntry; readonly header: OperationHeader };

export function readFaults(rows: readonly BookEntry[]): FaultBook {
  const readable = rows.flatMap((row): Readable[] => {
    const header = readHeader(row.op);
    return header === null ? [] : [{ row, header }];
  });
  const confirmedRows = readable.filter(({ row }) => row.place.state === 'on_server').sort(bySeq);
  const pending = readable.filter(({ row }) => isPending(row)).sort(byNumber);
  const aside = readable.filter(({ row }) => row.place.state === 'needs_you');
  const timelines = new Map<string, FaultLine[]>();
  let deferred = rows.length - readable.length;

  const fold = (faults: Faults, one: Readable, at: number): Faults => {
    const seq =
      one.row.place.state === 'on_server' ? one.row.place.seq : Number.MAX_SAFE_INTEGER - 10_000 + at;
    const folded = foldFaultLeaf(faults, toLeaf(one, seq));
    if (folded.id === null) deferred += 1;
    else push(timelines, folded.id, toLine(one, folded.command, folded.decision));
    return folded.faults;
  };
  const confirmed = confirmedRows.reduce<Faults>(fold, {});
  const shown = pending.reduce<Faults>(fold, confirmed);
  for (const one of aside) {
    const { id, command } = foldFaultLeaf(shown, toLeaf(one, 0));
    if (id !== null) push(timelines, id, toLine(one, command, null));
  }
  const faults = [...timelines].map(([id, timeline]): FaultView => ({
    id,
    confirmed: confirmed[id] ?? emptyFault,
    shown: shown[id] ?? emptyFault,
    timeline: timeline.toReversed(),
  }));
  return { faults: faults.filter(({ shown: { report } }) => report !== null).toReversed(), shown, deferred };
}

function toLeaf({ row, header }: Readable, seq: number): FaultLeaf {
  const { opId, dev, inst, actor, kind, v, scope, wall, off, base = {} } = header;
  return { opId, dev, inst, actor, kind, v, scope, at: wall + (off ?? 0), base, body: row.op.b, seq };
}

function toLine(
  { row: { place }, header }: Readable,
  command: FaultCommand | null,
  decision: FaultDecision | null,
): FaultLine {
  const isOnServer = place.state === 'on_server';
  return {
    key: header.opId,
    author: header.actor,
    state: place.state,
    number: isOnServer ? place.seq : null,
    times: factTimes(header, isOnServer ? place.recvAt : null),
    command,
    decision: decision && { status: decision.status, refusal: decision.refusal },
    asideCode: place.state === 'needs_you' ? place.code : null,
  };
}

function push(timelines: Map<string, FaultLine[]>, id: string, line: FaultLine): void {
  const known = timelines.get(id);
  if (known === undefined) timelines.set(id, [line]);
  else known.push(line);
}

function isPending({ place }: BookEntry): boolean {
  return place.state !== 'on_server' && place.state !== 'needs_you';
}

function bySeq(a: Readable, b: Readable): number {
  return seqOf(a.row) - seqOf(b.row);
}

function seqOf({ place }: BookEntry): number {
  return place.state === 'on_server' ? place.seq : Number.MAX_SAFE_INTEGER;
}

function byNumber(a: Readable, b: Readable): number {
  return a.header.inst - b.header.inst || a.header.n - b.header.n;
}
