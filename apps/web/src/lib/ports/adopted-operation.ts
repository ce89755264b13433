import { AdoptedSchema, adoptedKind, adoptedVersion, type Adopted } from '@truc/domain/quarantine';
import type { SettledOperation } from '@truc/sync/client';
import { readHeader, type WireOperation } from '@truc/sync/protocol';
import * as v from 'valibot';

/** What an adoption takes into the book, or null when this is none that can be read. */
export function readAdopted(header: { kind: string; v: number }, body: string): Adopted | null {
  if (header.kind !== adoptedKind || header.v !== adoptedVersion) return null;
  try {
    const parsed = v.safeParse(AdoptedSchema, JSON.parse(body));
    return parsed.success ? parsed.output : null;
  } catch {
    // Not JSON: shown like every operation that this version cannot read.
    return null;
  }
}

/** Which operation waits no longer once this one stands in the book. */
export function adoptedOperation(op: WireOperation): SettledOperation | null {
  // Most of a book are entries: their headers are not read for this.
  if (!op.h.includes(adoptedKind)) return null;
  const header = readHeader(op);
  const adopted = header === null ? null : readAdopted(header, op.b);
  return adopted === null ? null : readHeader(adopted.op);
}
