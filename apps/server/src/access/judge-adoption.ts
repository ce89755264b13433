import { EntryWrittenSchema } from '@truc/domain/logbook';
import {
  AdoptedSchema,
  adoptedKind,
  adoptedVersion,
  isAdoptable,
  type Adopted,
} from '@truc/domain/quarantine';
import { readHeader, type OperationHeader, type ScopeId } from '@truc/sync/protocol';
import type { Question } from '@truc/sync/server';
import * as v from 'valibot';
import type { LeafPlace, QuarantinedLeaf, QuarantineStore } from './quarantine-store.ts';
import type { Register } from './register.ts';
import { quarantineOf } from './rights.ts';

/** What waits at the places that a segment's adoptions name, by place. */
export type WaitingLeaves = ReadonlyMap<string, QuarantinedLeaf>;

export function isAdoption({ kind, v: version }: Pick<OperationHeader, 'kind' | 'v'>): boolean {
  return kind === adoptedKind && version === adoptedVersion;
}

/** Reads all that a segment's adoptions speak of at once, and nothing when it has none. */
export async function readWaitingLeaves(
  questions: readonly Question[],
  store: Pick<QuarantineStore, 'at'>,
): Promise<WaitingLeaves> {
  const places = questions.flatMap(({ header, body }) => {
    const adopted = header !== null && body !== null && isAdoption(header) ? readAdopted(body) : null;
    return adopted === null ? [] : [placeOf(adopted)];
  });
  if (places.length === 0) return new Map();
  return new Map((await store.at(places)).map((leaf) => [placeName(leaf), leaf]));
}

/**
 * Whether an adoption is what it says (AD2): the octets are those that wait there, for a reason that a person may overrule, in
 * the quarantine of the very book that they were written for.
 */
export function adoptionFault(
  header: OperationHeader,
  body: string | null,
  { register, waiting }: { readonly register: Register; readonly waiting: WaitingLeaves },
): 'schema_unreadable' | 'commitment_mismatch' | null {
  const adopted = body === null ? null : readAdopted(body);
  if (adopted === null) return 'schema_unreadable';
  const place = placeOf(adopted);
  const leaf = waiting.get(placeName(place));
  const { h, b, s } = adopted.op;
  const isSame = leaf !== undefined && leaf.op.h === h && leaf.op.b === b && leaf.op.s === s;
  const inner = readHeader(adopted.op);
  const isOfThisBook = inner?.scope === header.scope && place.scope === quarantineOf(register, header.scope);
  const isReason = leaf?.code === adopted.code && isAdoptable(adopted.code);
  if (!isSame || !isOfThisBook || !isReason) return 'commitment_mismatch';
  return isEntry(b) ? null : 'schema_unreadable';
}

function readAdopted(body: string): Adopted | null {
  const parsed = v.safeParse(AdoptedSchema, parseJson(body));
  return parsed.success ? parsed.output : null;
}

function isEntry(body: string): boolean {
  return v.is(EntryWrittenSchema, parseJson(body));
}

function placeOf({ from }: Adopted): LeafPlace {
  return { scope: from.scope as ScopeId, seq: from.seq };
}

function placeName({ scope, seq }: LeafPlace): string {
  return `${scope}#${seq}`;
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    // Not JSON: unreadable is the answer, and the octets are kept all the same.
    return undefined;
  }
}
