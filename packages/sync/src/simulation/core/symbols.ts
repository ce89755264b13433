/**
 * Headers and digests as symbols. Where a real run writes a header's text and takes SHA-256 of it, a symbolic one gives each
 * different preimage a name of its own, and the same one its name again: two symbols are equal exactly if the texts would be,
 * which no digest of any length can promise. What is no symbol (a text of another program, or one that was damaged) is
 * digested and read as the text that it is. Nothing outlives a run but the names.
 */
import type {
  HashHex,
  OperationHeader,
  OperationId,
  ScopeLink,
  SealedOperation,
  SegmentClaim,
  TravellingOperation,
} from '@truc/sync/protocol';
import { Names } from './names.ts';
import { put } from './put.ts';

/** Stands at the beginning of no header's JSON. */
const mark = '§';
const markUnit = mark.charCodeAt(0);
const headerTexts = new Names(mark.length, (place) => mark + place);
const digests = new Names(0, (place) => place.padEnd(64, '0') as HashHex);
const salts = new Names(0, (place) => place.padEnd(22, '0'));
const operationIds = new Names(0, (place) => `${place}000-0000-7000-8000-000000000000` as OperationId);
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
type Link = Omit<ScopeLink, 'chain'> & { readonly next: HashHex };
type Claim = Omit<SegmentClaim, 'hash'> & { readonly name: number };
type Seal = { readonly b: number; readonly c: number; readonly d: number; readonly hash: HashHex };

export class Symbols {
  #given = 0;
  #drawn = 0;
  #identified = 0;
  readonly #texts = new Map<string, HashHex>();
  /** By the place of the salt, the chain before, the last hash, the text and the operation's id among the names of their kind. */
  readonly #commitments: (Commitment | undefined)[] = [];
  readonly #links: (Link | undefined)[] = [];
  readonly #claims: (Claim | undefined)[] = [];
  readonly #written: Written[] = [];
  readonly #byId: (Written | undefined)[] = [];
  /** Of ids that were not drawn in this run. */
  readonly #byOtherId = new Map<string, Written>();
  readonly #seals = new Map<number, Seal>();
  readonly #unusual = new Map<string, number>();
  #lastUnusual = 0;

  freshSalt(): string {
    this.#drawn += 1;
    return salts.at(this.#drawn - 1);
  }

  freshOperationId(): OperationId {
    this.#identified += 1;
    return operationIds.at(this.#identified - 1);
  }

  /** The digest of `text` among those of its kind. */
  digest(kind: string, text: string): HashHex {
    const key = kind + text;
    let known = this.#texts.get(key);
    if (known === undefined) this.#texts.set(key, (known = this.#next()));
    return known;
  }

  writeHeader(header: OperationHeader): string {
    const place = operationIds.placeOf(header.opId);
    const newest = place < 0 ? this.#byOtherId.get(header.opId) : this.#byId[place];
    for (let one = newest; one !== undefined; one = one.other)
      if (isSameHeader(one.header, header)) return one.text;
    const written = this.#write(header, newest);
    if (place < 0) this.#byOtherId.set(header.opId, written);
    else put(this.#byId, place, written);
    return written.text;
  }

  /** Undefined when the text is no symbol of this run. */
  readHeader(text: string): OperationHeader | undefined {
    return this.#writtenAs(text)?.header;
  }

  isHeader(text: string): boolean {
    return text.charCodeAt(0) === markUnit;
  }

  operationHash(text: string): HashHex {
    return this.#writtenAs(text)?.hash ?? this.digest('operation', text);
  }

  commitment(salt: string, body: string): HashHex {
    const place = salts.placeOf(salt);
    const known = place < 0 ? undefined : this.#commitments[place];
    if (known?.body === body) return known.hash;
    if (place < 0 || known !== undefined) return this.digest('commitment', `${salt} ${body}`);
    const hash = this.#next();
    put(this.#commitments, place, { body, hash });
    return hash;
  }

  link(link: ScopeLink): HashHex {
    const { chain, hash, seq, recvAt } = link;
    const place = digests.placeOf(chain);
    const known = place < 0 ? undefined : this.#links[place];
    if (place >= 0 && known === undefined) {
      const next = this.#next();
      put(this.#links, place, { hash, seq, recvAt, next });
      return next;
    }
    if (known?.hash === hash && known.seq === seq && known.recvAt === recvAt) return known.next;
    return this.digest('link', `${chain} ${hash} ${seq} ${recvAt}`);
  }

  isSalt(text: string): boolean {
    return salts.placeOf(text) >= 0;
  }

  /** What is signed: the octets of a name. */
  claim(claim: SegmentClaim): Uint8Array {
    const name = this.#claimName(claim);
    return Uint8Array.of(name, name >> 8, name >> 16, name >> 24);
  }

  /** Mixes the names of the operations into 128 bits, and names the mixture. */
  seal(ops: readonly TravellingOperation[]): HashHex {
    let a = 0x1e3779b9;
    let b = ops.length;
    let c = 0x7feb352d;
    let d = 0x27d4eb2f;
    for (const op of ops) {
      const name = 'h' in op ? this.#nameOf(op) : this.#unusualName(sealedText(op.sealed));
      a = Math.imul(a ^ name, 0x01000193) ^ (a >>> 15);
      b = Math.imul(b ^ name, 0x046ca68b) ^ (b >>> 13);
      c = Math.imul(c ^ name, 0x5bd1e995) ^ (c >>> 17);
      d = Math.imul(d ^ name, 0x2c1b3c6d) ^ (d >>> 12);
    }
    const known = this.#seals.get(a);
    if (known?.b === b && known.c === c && known.d === d) return known.hash;
    if (known !== undefined) return this.digest('seal', `${a} ${b} ${c} ${d}`);
    const hash = this.#next();
    this.#seals.set(a, { b, c, d, hash });
    return hash;
  }

  #write(header: OperationHeader, other: Written | undefined): Written {
    const name = this.#written.length;
    const text = headerTexts.at(name);
    const written: Written = { text, header, hash: this.#next(), name, b: null, s: null, other };
    this.#written.push(written);
    return written;
  }

  #writtenAs(text: string): Written | undefined {
    const place = headerTexts.placeOf(text);
    return place < 0 ? undefined : this.#written[place];
  }

  #claimName({ dev, inst, from, to, hash }: SegmentClaim): number {
    const place = digests.placeOf(hash);
    const known = place < 0 ? undefined : this.#claims[place];
    if (place >= 0 && known === undefined) {
      const name = this.#nextUnusual();
      put(this.#claims, place, { dev, inst, from, to, name });
      return name;
    }
    if (known?.from === from && known.to === to && known.inst === inst && known.dev === dev)
      return known.name;
    return this.#unusualName(`claim ${dev}:${inst}:${from}:${to}:${hash}`);
  }

  #nameOf({ h, b, s }: { readonly h: string; readonly b: string; readonly s: string }): number {
    const written = this.#writtenAs(h);
    if (written !== undefined && written.b === null) {
      written.b = b;
      written.s = s;
    }
    return written !== undefined && written.b === b && written.s === s
      ? written.name
      : this.#unusualName(`${h.length} ${h}${b.length} ${b}${s}`);
  }

  /** Names of what is no operation as it was first seen are negative, so that none is an ordinary one's. */
  #unusualName(key: string): number {
    let known = this.#unusual.get(key);
    if (known === undefined) this.#unusual.set(key, (known = this.#nextUnusual()));
    return known;
  }

  #nextUnusual(): number {
    this.#lastUnusual -= 1;
    return this.#lastUnusual;
  }

  #next(): HashHex {
    this.#given += 1;
    return digests.at(this.#given - 1);
  }
}

/** Whole, and one text per value, in whatever order the members come. */
function sealedText({ opId, prev, hlc, hash, iv, ct, seal }: SealedOperation): string {
  const { key, epk, iv: sealIv, wrapped } = seal;
  return [opId, prev, hlc.t, hlc.c, hash, iv, key, epk, sealIv, wrapped, ct].join(' ');
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
    (one.base === other.base || JSON.stringify(one.base) === JSON.stringify(other.base))
  );
}
