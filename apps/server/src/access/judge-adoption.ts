import {
  AdoptedSchema,
  adoptedKind,
  adoptedVersion,
  NotAdoptedSchema,
  refusedKind,
  refusedVersion,
  type Adopted,
} from '@truc/domain/quarantine';
import { readHeader, type OperationHeader, type OutcomeCode, type ScopeId } from '@truc/sync/protocol';
import type { Question } from '@truc/sync/server';
import * as v from 'valibot';
import { beyondAdoption, isWaitingFor } from './beyond-adoption.ts';
import type { LeafPlace, QuarantinedLeaf, QuarantineStore } from './quarantine-store.ts';
import type { Register } from './register.ts';
import type { Rights } from './rights.ts';

/** What waits at the places that a segment's adoptions name, by place. */
export type WaitingLeaves = ReadonlyMap<string, QuarantinedLeaf>;

type Kind = Pick<OperationHeader, 'kind' | 'v'>;

export function isAdoption({ kind, v: version }: Kind): boolean {
  return kind === adoptedKind && version === adoptedVersion;
}

/** A manager's word on what waits: he takes it in, or says why he does not. */
export function isWordOnWaiting(header: Kind): boolean {
  return isAdoption(header) || (header.kind === refusedKind && header.v === refusedVersion);
}

/** Reads all that a segment's adoptions and refusals speak of at once, and nothing when it has none. */
export async function readWaitingLeaves(
  questions: readonly Question[],
  store: Pick<QuarantineStore, 'at'>,
): Promise<WaitingLeaves> {
  const places = questions.flatMap(({ header, body }) => {
    const said = header !== null && body !== null && isWordOnWaiting(header) ? readWord(header, body) : null;
    return said === null ? [] : [placeOf(said)];
  });
  if (places.length === 0) return new Map();
  return new Map((await store.at(places)).map((leaf) => [placeName(leaf), leaf]));
}

export type Grounds = {
  readonly register: Register;
  readonly waiting: WaitingLeaves;
  /** Of the manager, now. */
  readonly rights: Rights;
};

/**
 * Whether a manager's word is what it says (AD2): the octets are those that wait there, with the reason for which they wait, in
 * the quarantine of the very log that they were written for. What he adopts, he might also have said himself (AD4).
 */
export function faultOfWord(
  header: OperationHeader,
  body: string | null,
  { register, waiting, rights }: Grounds,
): Extract<OutcomeCode, 'schema_unreadable' | 'commitment_mismatch' | 'actor_not_permitted'> | null {
  const said = body === null ? null : readWord(header, body);
  if (said === null) return 'schema_unreadable';
  const leaf = waiting.get(placeName(placeOf(said)));
  const inner = readHeader(said.op);
  if (leaf === undefined || inner === null || !isSame(leaf, said)) return 'commitment_mismatch';
  if (inner.scope !== header.scope || !isWaitingFor(leaf, inner, register)) return 'commitment_mismatch';
  const beyond = isAdoption(header) ? beyondAdoption(leaf, register, rights) : null;
  if (beyond === null) return null;
  return beyond === 'not_yours' ? 'actor_not_permitted' : 'commitment_mismatch';
}

function isSame(leaf: QuarantinedLeaf, { op: { h, b, s }, code }: Adopted): boolean {
  return leaf.op.h === h && leaf.op.b === b && leaf.op.s === s && leaf.code === code;
}

function readWord(header: Kind, body: string): Adopted | null {
  const schema = isAdoption(header) ? AdoptedSchema : NotAdoptedSchema;
  const parsed = v.safeParse(schema, parseJson(body));
  return parsed.success ? parsed.output : null;
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
