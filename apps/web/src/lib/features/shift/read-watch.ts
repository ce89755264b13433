/** From the rows of a post's book to the facts of its watch, confirmed and this device's own alike. */
import { sha256 } from '@noble/hashes/sha2.js';
import { foldShifts, isShiftKind, readShiftFact, type ShiftFact, type Watch } from '@truc/domain/shift';
import { operationHash, readHeader } from '@truc/sync/protocol';
import type { Book, BookEntry } from '#lib/ports/sync-storage/read-book.ts';

/** What waits in quarantine is no fact of the watch. */
export function readWatch({ rows, hasOlder }: Pick<Book, 'rows' | 'hasOlder'>): Watch {
  const facts = rows.flatMap((row) => factOf(row) ?? []);
  return foldShifts(facts, hasOlder ? 'newest' : 'whole');
}

function factOf({ op, place }: BookEntry): ShiftFact | null {
  // Most rows are entries: their headers are not parsed for this.
  if (place.state === 'needs_you' || !op.h.includes('"kind":"shift.')) return null;
  const header = readHeader(op);
  if (header === null || !isShiftKind(header.kind)) return null;
  const read = readShiftFact(header, op.b);
  if (read === null) return null;
  const { opId, actor, dev, inst, n, wall, off } = header;
  const recvAt = place.state === 'on_server' ? place.recvAt : null;
  return {
    ...read,
    opId,
    hash: operationHash(sha256, op.h),
    actor,
    dev,
    inst,
    n,
    at: wall + (off ?? 0),
    recvAt,
  };
}
