import { faultKinds } from '../fault-log/commands.ts';
import { incidentKinds } from '../incident/commands.ts';
import { interventionKinds } from '../intervention/commands.ts';
import { amendmentKinds } from '../logbook/corrections.ts';
import { entryKinds } from '../logbook/logbook.ts';
import { shiftKinds } from '../shift/facts.ts';
import type { EventReading, VersionedKind } from './versioned-kind.ts';

/** Which kind of scope a kind of event belongs into: the part of a scope's id before the colon. */
export type Home = 'post' | 'facility' | 'faults' | 'misuse';

type Known = { readonly homes: readonly Home[]; readonly kind: VersionedKind<unknown> };

const known: readonly Known[] = [
  ...[entryKinds, ...Object.values(amendmentKinds), ...Object.values(shiftKinds)].map((kind): Known => ({
    homes: ['post'],
    kind,
  })),
  ...Object.values(incidentKinds).map((kind): Known => ({ homes: homesOf(kind.kind), kind })),
  ...[...Object.values(faultKinds), ...Object.values(interventionKinds)].map((kind): Known => ({
    homes: ['faults'],
    kind,
  })),
];

/** What begins a case about a user of the system stands in that case's own log; what begins any other never does (GL-18). */
function homesOf(kind: string): readonly Home[] {
  if (kind === incidentKinds.reportMisuse.kind) return ['misuse'];
  const begins = kind === incidentKinds.open.kind || kind === incidentKinds.report.kind;
  return begins ? ['facility'] : ['facility', 'misuse'];
}

/** Every kind of event that the domain knows, with its newest version. */
export const eventKinds: readonly {
  readonly homes: readonly Home[];
  readonly kind: string;
  readonly version: number;
}[] = known.map(({ homes, kind: { kind, current } }) => ({ homes, kind, version: current }));

const byName = new Map(known.map((one) => [one.kind.kind, one]));

/** Reads a body of any kind and version that was ever shipped. A kind that is not known here is deferred, never guessed at. */
export function readEvent(
  header: { readonly kind: string; readonly v: number },
  body: string,
): EventReading<unknown> & { readonly homes: readonly Home[] } {
  const found = byName.get(header.kind);
  if (found === undefined) return { status: 'deferred', homes: [] };
  return { ...found.kind.read(header.v, body), homes: found.homes };
}
