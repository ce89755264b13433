/** What stands in the evidence log: canonical octets, read strictly. */
import {
  canonicalJson,
  DeviceIdSchema,
  HashHexSchema,
  ScopeIdSchema,
  type ScopeId,
  type Sha256,
} from '@truc/sync/protocol';
import * as v from 'valibot';
import { leafDigest, type Digest } from './merkle.ts';
import { concat } from './octets.ts';

const count = v.pipe(v.number(), v.safeInteger(), v.minValue(0));
const ordinal = v.pipe(v.number(), v.safeInteger(), v.minValue(1));

/** How far a scope's log had come at `at` (server's ms): its chain value, and the running hash of what became of its entries. */
export const HeadRecordSchema = v.strictObject({
  type: v.literal('head'),
  scope: ScopeIdSchema,
  epoch: count,
  seq: ordinal,
  chain: HashHexSchema,
  outcomes: HashHexSchema,
  at: count,
});
export type HeadRecord = v.InferOutput<typeof HeadRecordSchema>;

/**
 * The database came back from a backup that ended with record `from` of this log. What the records from there up to this one
 * say is of a life that was lost; devices send its operations again. `epoch` is the one after the restore.
 */
export const RestoreRecordSchema = v.strictObject({
  type: v.literal('restore'),
  from: count,
  epoch: ordinal,
  at: count,
});
export type RestoreRecord = v.InferOutput<typeof RestoreRecordSchema>;

/** The body of the entry whose header hashes to `hash` was taken out by decision `decision`. */
export const RedactionRecordSchema = v.strictObject({
  type: v.literal('redaction'),
  scope: ScopeIdSchema,
  seq: ordinal,
  hash: HashHexSchema,
  decision: v.pipe(v.string(), v.minLength(1), v.maxLength(200)),
  at: count,
});
export type RedactionRecord = v.InferOutput<typeof RedactionRecordSchema>;

/** From now on this installation's segments are signed with this key (`spki` base64url). */
export const DeviceKeyRecordSchema = v.strictObject({
  type: v.literal('device_key'),
  dev: DeviceIdSchema,
  inst: ordinal,
  alg: v.picklist(['Ed25519', 'ES256']),
  spki: v.pipe(v.string(), v.regex(/^[A-Za-z0-9_-]{1,256}$/)),
  at: count,
});
export type DeviceKeyRecord = v.InferOutput<typeof DeviceKeyRecordSchema>;

const EvidenceRecordSchema = v.variant('type', [
  HeadRecordSchema,
  RestoreRecordSchema,
  RedactionRecordSchema,
  DeviceKeyRecordSchema,
]);
export type EvidenceRecord = v.InferOutput<typeof EvidenceRecordSchema>;

const utf8 = new TextEncoder();

/** One line of text, without a line feed. */
export function writeRecord(record: EvidenceRecord): string {
  return canonicalJson(record);
}

/** Null unless it is, octet for octet, what `writeRecord` writes. */
export function readRecord(text: string): EvidenceRecord | null {
  const parsed = v.safeParse(EvidenceRecordSchema, parseJson(text));
  return parsed.success && writeRecord(parsed.output) === text ? parsed.output : null;
}

export function recordDigest(sha256: Sha256, text: string): Digest {
  return leafDigest(sha256, utf8.encode(text));
}

const outcomeTag = Uint8Array.of(0x05);
const outcomeGenesisTag = Uint8Array.of(0x06);
const strayTag = Uint8Array.of(0x07);

/** Running hash of a scope's outcomes before its first entry. */
export function outcomesGenesis(sha256: Sha256, scope: ScopeId): Digest {
  return sha256(concat([outcomeGenesisTag, utf8.encode(scope)]));
}

/**
 * What the chain of a scope does not hold: what became of an entry, and where it stands with its device. `stray` is the digest of
 * body and salt of an entry in quarantine, whose header may commit to another body or to none; null for every other.
 */
export type Standing = {
  readonly seq: number;
  readonly status: string;
  readonly code: string | null;
  readonly fork: boolean;
  readonly dev: string;
  readonly inst: number;
  readonly n: number;
  readonly stray: string | null;
};

/** The text that is hashed for one entry; exports carry it as it is. */
export function writeStanding({ seq, status, code, fork, dev, inst, n, stray }: Standing): string {
  return `${seq} ${status} ${code ?? '-'} ${fork ? 'fork' : 'chain'} ${dev} ${inst} ${n} ${stray ?? '-'}`;
}

/** Digest of a body and a salt that no header vouches for. */
export function strayDigest(sha256: Sha256, body: Uint8Array, salt: Uint8Array): Digest {
  const length = new DataView(new ArrayBuffer(4));
  length.setUint32(0, salt.length);
  return sha256(concat([strayTag, new Uint8Array(length.buffer), salt, body]));
}

export function nextOutcomes(sha256: Sha256, outcomes: Digest, standing: string): Digest {
  const before = 1 + outcomes.length;
  const room = before + 3 * standing.length;
  // One value a leaf, of hundreds of thousands after a storm: the octets to digest are put together in one place.
  const octets = room <= scratch.length ? scratch : new Uint8Array(room);
  octets.set(outcomeTag);
  octets.set(outcomes, 1);
  const { written } = utf8.encodeInto(standing, octets.subarray(before));
  return sha256(octets.subarray(0, before + written));
}

const scratch = new Uint8Array(1_024);

/** A head record and its place in the log. */
export type StandingHead = HeadRecord & { readonly index: number };

/** The newest head of each scope, records of lost lives left out. */
export class StandingHeads {
  #size = 0;
  readonly #places = new Map<ScopeId, StandingHead[]>();

  get size(): number {
    return this.#size;
  }

  of(scope: ScopeId): StandingHead | undefined {
    return this.#places.get(scope)?.at(-1);
  }

  all(): readonly StandingHead[] {
    return [...this.#places.values()].flatMap((heads) => heads.slice(-1));
  }

  /** Takes the next record of the log. */
  take(record: EvidenceRecord): void {
    const index = this.#size;
    this.#size += 1;
    if (record.type === 'head') {
      const heads = this.#places.get(record.scope) ?? [];
      heads.push({ ...record, index });
      this.#places.set(record.scope, heads);
    } else if (record.type === 'restore')
      for (const [scope, heads] of this.#places) {
        const kept = heads.filter((head) => head.index < record.from);
        if (kept.length > 0) this.#places.set(scope, kept);
        else this.#places.delete(scope);
      }
  }
}

/** Places of the head records that a later restore declares to be of a life that was lost. */
export function lostPlaces(records: readonly EvidenceRecord[]): ReadonlySet<number> {
  const lost = new Set<number>();
  for (const [at, record] of records.entries()) {
    if (record.type !== 'restore') continue;
    for (let place = record.from; place < at; place += 1)
      if (records[place]?.type === 'head') lost.add(place);
  }
  return lost;
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    // Not JSON, hence no record.
    return undefined;
  }
}
