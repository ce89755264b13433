import { entryKind, entryKinds } from '@truc/domain/logbook';
import { readHeader, ScopeIdSchema } from '@truc/sync/protocol';
import * as v from 'valibot';
import type { App } from '#lib/bootstrap/tokens.ts';
import type { RoundEntry } from '#lib/features/room/related.ts';
import { live, type Live } from '#lib/ports/live.svelte.ts';
import type { BookEntry } from '#lib/ports/sync-storage/read-book.ts';
import { roundPhrase } from './write-round.ts';

/** The newest entries of a post's book among which rounds are looked for. */
export const roundsRead = 1_500;

const nothing: Live<readonly RoundEntry[]> = { current: [], isRead: false, failure: null };

/** The rounds of a post's book, as they lie on this device. */
export function readRounds(
  app: Pick<App, 'commandLogs'>,
  { scope: name, isOpen }: { readonly scope: string; readonly isOpen: boolean },
): Live<readonly RoundEntry[]> {
  if (!isOpen) return nothing;
  const scope = v.parse(ScopeIdSchema, name);
  return live(async () => {
    const { rows } = await app.commandLogs.read(scope, roundsRead);
    return rows.flatMap((row) => roundOf(row) ?? []);
  }, []);
}

function roundOf({ op, place }: BookEntry): RoundEntry | null {
  // Most entries are none: their headers are not parsed for this.
  if (place.state === 'needs_you' || !op.b.includes(`"${roundPhrase}"`)) return null;
  const header = readHeader(op);
  if (header === null || header.kind !== entryKind) return null;
  const read = entryKinds.read(header.v, op.b);
  if (read.status !== 'read' || read.event.phrase !== roundPhrase) return null;
  return {
    key: header.opId,
    at: header.wall + (header.off ?? 0),
    text: read.event.text,
    author: header.actor,
  };
}
