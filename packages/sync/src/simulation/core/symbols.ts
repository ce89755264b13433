/**
 * Headers and digests as symbols. Where a real run writes a header's text and takes SHA-256 of it, a symbolic one gives each
 * different preimage a name of its own, and the same one its name again: two symbols are equal exactly if the texts would be,
 * which no digest of any length can promise. What is no symbol (a text of another program, or one that was damaged) is
 * digested and read as the text that it is. Nothing outlives a run but the names.
 */
import { canonicalJson } from '@truc/sync/protocol';
import type {
  HashHex,
  OperationHeader,
  OperationId,
  SegmentClaim,
  TravellingOperation,
} from '@truc/sync/protocol';

/** Names are made once a thread: their place is what they mean, and V8 then compares pointers. */
const digests: HashHex[] = [];
const headerTexts: string[] = [];
const salts: string[] = [];
const operationIds: OperationId[] = [];
/** Stands at the beginning of no header's JSON. */
const mark = '§';
/** Octets of an ordinary header's text, for the byte budgets of segments and pages. */
export const usualHeaderLength = 610;

type Written = {
  readonly text: string;
  readonly header: OperationHeader;
  readonly hash: HashHex;
  readonly name: number;
  /** The body and salt that first went with it. */
  b: string | null;
  s: string | null;
  /** Another header of the same operation, written before this one. */
  readonly other: Written | undefined;
};
type Commitment = { readonly body: string; readonly hash: HashHex };
type Link = {
  readonly hash: HashHex;
  readonly seq: number;
  readonly recvAt: number;
  readonly next: HashHex;
};
type ChainedLink = Omit<Link, 'next'> & { readonly chain: HashHex };

export class Symbols {
  #given = 0;
  #drawn = 0;
  #identified = 0;
  readonly #texts = new Map<string, HashHex>();
  readonly #commitments = new Map<string, Commitment>();
  readonly #links = new Map<HashHex, Link>();
  readonly #written = new Map<string, Written>();
  readonly #byId = new Map<string, Written>();
  readonly #pairs = new Map<string, number>();

  freshSalt(): string {
    const at = this.#drawn;
    this.#drawn += 1;
    return (salts[at] ??= at.toString(16).padStart(22, '0'));
  }

  freshOperationId(): OperationId {
    const at = this.#identified;
    this.#identified += 1;
    return (operationIds[at] ??=
      `00000000-0000-7000-8000-${at.toString(16).padStart(12, '0')}` as OperationId);
  }

  /** The digest of `text` among those of its kind. */
  digest(kind: string, text: string): HashHex {
    const key = kind + text;
    let known = this.#texts.get(key);
    if (known === undefined) this.#texts.set(key, (known = this.#next()));
    return known;
  }

  writeHeader(header: OperationHeader): string {
    const newest = this.#byId.get(header.opId);
    for (let one = newest; one !== undefined; one = one.other)
      if (isSameHeader(one.header, header)) return one.text;
    return this.#write(header, newest);
  }

  /** Undefined when the text is no symbol of this run. */
  readHeader(text: string): OperationHeader | undefined {
    return this.#written.get(text)?.header;
  }

  isHeader(text: string): boolean {
    return text.startsWith(mark);
  }

  operationHash(text: string): HashHex {
    return this.#written.get(text)?.hash ?? this.digest('operation', text);
  }

  commitment(salt: string, body: string): HashHex {
    const known = this.#commitments.get(salt);
    if (known?.body === body) return known.hash;
    if (known !== undefined) return this.digest('commitment', `${salt} ${body}`);
    const hash = this.#next();
    this.#commitments.set(salt, { body, hash });
    return hash;
  }

  link({ chain, hash, seq, recvAt }: ChainedLink): HashHex {
    const known = this.#links.get(chain);
    if (known === undefined) {
      const next = this.#next();
      this.#links.set(chain, { hash, seq, recvAt, next });
      return next;
    }
    if (known.hash === hash && known.seq === seq && known.recvAt === recvAt) return known.next;
    return this.digest('link', `${chain} ${hash} ${seq} ${recvAt}`);
  }

  /** What is signed: the octets of a name. */
  claim({ dev, inst, from, to, hash }: SegmentClaim): Uint8Array {
    const name = this.#pairName(`claim ${dev}:${inst}:${from}:${to}:${hash}`);
    return Uint8Array.of(name, name >> 8, name >> 16, name >> 24);
  }

  /** Mixes the names of the operations into 128 bits. */
  seal(ops: readonly TravellingOperation[]): HashHex {
    let a = 0x1e3779b9;
    let b = ops.length;
    let c = 0x7feb352d;
    let d = 0x27d4eb2f;
    for (const op of ops) {
      const name = 'h' in op ? this.#nameOf(op) : this.#pairName(canonicalJson(op.sealed));
      a = Math.imul(a ^ name, 0x01000193) ^ (a >>> 15);
      b = Math.imul(b ^ name, 0x046ca68b) ^ (b >>> 13);
      c = Math.imul(c ^ name, 0x5bd1e995) ^ (c >>> 17);
      d = Math.imul(d ^ name, 0x2c1b3c6d) ^ (d >>> 12);
    }
    return hexOf([a, b, c, d]);
  }

  #write(header: OperationHeader, other: Written | undefined): string {
    const at = this.#written.size;
    const text = (headerTexts[at] ??= `${mark}${at}`);
    const written: Written = { text, header, hash: this.#next(), name: at, b: null, s: null, other };
    this.#written.set(text, written);
    this.#byId.set(header.opId, written);
    return text;
  }

  #nameOf({ h, b, s }: { readonly h: string; readonly b: string; readonly s: string }): number {
    const written = this.#written.get(h);
    if (written === undefined) return this.#pairName(`${h.length} ${h}${b.length} ${b}${s}`);
    if (written.b === null) {
      written.b = b;
      written.s = s;
    }
    return written.b === b && written.s === s
      ? written.name
      : this.#pairName(`${h.length} ${h}${b.length} ${b}${s}`);
  }

  /** Names of what is no operation as it was first seen are negative, so that none is an ordinary one's. */
  #pairName(key: string): number {
    const known = this.#pairs.get(key);
    if (known !== undefined) return known;
    const name = -1 - this.#pairs.size;
    this.#pairs.set(key, name);
    return name;
  }

  #next(): HashHex {
    const at = this.#given;
    this.#given += 1;
    return (digests[at] ??= at.toString(16).padStart(64, '0') as HashHex);
  }
}

function hexOf(words: readonly number[]): HashHex {
  const text = words.map((word) => (word >>> 0).toString(16).padStart(8, '0')).join('');
  return text.padEnd(64, 'f') as HashHex;
}

/** Member by member: both are read out of texts or made by the engine, in any order of their keys. */
function isSameHeader(one: OperationHeader, other: OperationHeader): boolean {
  return (
    one.opId === other.opId &&
    one.dev === other.dev &&
    one.inst === other.inst &&
    one.n === other.n &&
    one.prev === other.prev &&
    one.hlc.t === other.hlc.t &&
    one.hlc.c === other.hlc.c &&
    one.wall === other.wall &&
    one.mono === other.mono &&
    one.off === other.off &&
    one.err === other.err &&
    one.actor === other.actor &&
    one.lease === other.lease &&
    one.scope === other.scope &&
    one.kind === other.kind &&
    one.v === other.v &&
    one.commit === other.commit &&
    JSON.stringify(one.base) === JSON.stringify(other.base)
  );
}
