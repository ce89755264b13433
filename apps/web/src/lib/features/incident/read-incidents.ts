/** From the rows of a facility's log to its incidents as the screen shows them: confirmed, and with this device's own on top. */
import {
  emptyIncident,
  foldLeaf,
  type Decision,
  type Incident,
  type IncidentCommand,
  type Incidents,
} from '@truc/domain/incident';
import { readHeader, type OperationHeader, type Outcome } from '@truc/sync/protocol';
import type { FactStateName } from '@truc/ui';
import { factTimes, type FactTimes } from '#lib/facts/fact-times.ts';
import type { BookEntry } from '#lib/ports/sync-storage/read-book.ts';

/** One line of an incident's timeline. `command` is null for what only a newer version of the application can read. */
export type TimelineItem = {
  readonly key: string;
  readonly author: string;
  readonly state: FactStateName;
  readonly number: number | null;
  readonly times: FactTimes;
  readonly command: IncidentCommand | null;
  /** What became of it, by this device's own folding: what is not on the server yet shows what it would be. */
  readonly decision: Pick<Decision, 'status' | 'code' | 'fault'> | null;
  /** Why the server set it aside; it is then not part of the incident. */
  readonly asideCode: Outcome['code'];
};

export type IncidentView = {
  readonly id: string;
  /** As everybody has it. Its versions are what a command written now has seen. */
  readonly confirmed: Incident;
  /** With this device's own unsent commands on top. */
  readonly shown: Incident;
  /** Newest first. */
  readonly timeline: readonly TimelineItem[];
};

export type FacilityIncidents = {
  readonly incidents: readonly IncidentView[];
  /** Lines that nobody here can read yet. */
  readonly deferred: number;
};

type Readable = { readonly row: BookEntry; readonly header: OperationHeader };

export function readIncidents(rows: readonly BookEntry[]): FacilityIncidents {
  const readable = rows.flatMap((row): Readable[] => {
    const header = readHeader(row.op);
    return header === null ? [] : [{ row, header }];
  });
  const confirmedRows = readable.filter(({ row }) => row.place.state === 'on_server').sort(bySeq);
  const pending = readable.filter(({ row }) => isPending(row)).sort(byNumber);
  const aside = readable.filter(({ row }) => row.place.state === 'needs_you');
  const timelines = new Map<string, TimelineItem[]>();
  let deferred = rows.length - readable.length;

  const fold = (incidents: Incidents, one: Readable, at: number): Incidents => {
    const seq =
      one.row.place.state === 'on_server' ? one.row.place.seq : Number.MAX_SAFE_INTEGER - 10_000 + at;
    const folded = foldLeaf(incidents, toLeaf(one, seq));
    if (folded.id === null) deferred += 1;
    else push(timelines, folded.id, toItem(one, folded.command, folded.decision));
    return folded.incidents;
  };
  const confirmed = confirmedRows.reduce<Incidents>(fold, {});
  const shown = pending.reduce<Incidents>(fold, confirmed);
  for (const one of aside) {
    const { id, command } = foldLeaf(shown, toLeaf(one, 0));
    if (id !== null) push(timelines, id, toItem(one, command, null));
  }
  const incidents = [...timelines].map(([id, timeline]): IncidentView => ({
    id,
    confirmed: confirmed[id] ?? emptyIncident,
    shown: shown[id] ?? emptyIncident,
    timeline: timeline.toReversed(),
  }));
  return { incidents: incidents.toReversed(), deferred };
}

function toLeaf({ row, header }: Readable, seq: number) {
  const { opId, dev, inst, actor, kind, v, base = {} } = header;
  return { opId, dev, inst, actor, kind, v, base, body: row.op.b, seq };
}

function toItem(
  { row: { place }, header }: Readable,
  command: IncidentCommand | null,
  decision: Decision | null,
): TimelineItem {
  const isOnServer = place.state === 'on_server';
  return {
    key: header.opId,
    author: header.actor,
    state: place.state,
    number: isOnServer ? place.seq : null,
    times: factTimes(header, isOnServer ? place.recvAt : null),
    command,
    decision: decision && { status: decision.status, code: decision.code, fault: decision.fault },
    asideCode: place.state === 'needs_you' ? place.code : null,
  };
}

function push(timelines: Map<string, TimelineItem[]>, id: string, item: TimelineItem): void {
  const known = timelines.get(id);
  if (known === undefined) timelines.set(id, [item]);
  else known.push(item);
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
