/**
 * The engine's own functions of texts, in runs with real digests: each is called once for what it is asked, however many
 * simulated devices ask it. All of them are pure, so that nobody can tell.
 */
import type * as protocol from '@truc/sync/protocol';
import type { HashHex, OperationHeader, ScopeLink, Sha256, TravellingOperation } from '@truc/sync/protocol';

type Committed = { readonly body: string; readonly hash: HashHex };
type Linked = { readonly link: ScopeLink; readonly next: HashHex };
type Sealed = { readonly ops: readonly TravellingOperation[]; readonly hash: HashHex };

export class Once {
  readonly #hashes = new Map<string, HashHex>();
  readonly #headers = new Map<string, OperationHeader | null>();
  readonly #commitments = new Map<string, Committed>();
  readonly #links = new Map<HashHex, Linked>();
  readonly #lengths = new Map<string, number>();
  /** What was sealed last: its server is the next to ask, as a rule. */
  #sealed: Sealed | null = null;

  operationHash(real: typeof protocol.operationHash, sha256: Sha256, text: string): HashHex {
    let known = this.#hashes.get(text);
    if (known === undefined) this.#hashes.set(text, (known = real(sha256, text)));
    return known;
  }

  readHeader(real: typeof protocol.readHeader, op: { readonly h: string }): OperationHeader | null {
    let known = this.#headers.get(op.h);
    if (known === undefined) this.#headers.set(op.h, (known = real(op)));
    return known;
  }

  commitment(...[real, sha256, salt, body]: Asked<typeof protocol.bodyCommitment>): HashHex {
    const known = this.#commitments.get(salt);
    if (known?.body === body) return known.hash;
    const hash = real(sha256, salt, body);
    this.#commitments.set(salt, { body, hash });
    return hash;
  }

  link(...[real, sha256, link]: Asked<typeof protocol.nextScopeChain>): HashHex {
    const known = this.#links.get(link.chain);
    if (known !== undefined && isSameLink(known.link, link)) return known.next;
    const next = real(sha256, link);
    this.#links.set(link.chain, { link, next });
    return next;
  }

  seal(real: typeof protocol.segmentSeal, sha256: Sha256, ops: readonly TravellingOperation[]): HashHex {
    if (this.#sealed === null || !areSame(this.#sealed.ops, ops))
      this.#sealed = { ops, hash: real(sha256, ops) };
    return this.#sealed.hash;
  }

  utf8Length(real: typeof protocol.utf8Length, text: string): number {
    if (text.length < shortText) return real(text);
    let known = this.#lengths.get(text);
    if (known === undefined) this.#lengths.set(text, (known = real(text)));
    return known;
  }
}

type Asked<Real extends (...parameters: never[]) => unknown> = [real: Real, ...Parameters<Real>];

/** Counted faster than looked up. */
const shortText = 32;

/** Text by text: what is rebuilt on the way is another object. */
function areSame(some: readonly TravellingOperation[], others: readonly TravellingOperation[]): boolean {
  return some.length === others.length && some.every((one, at) => isSameOperation(one, others[at]));
}

function isSameOperation(one: TravellingOperation, other: TravellingOperation | undefined): boolean {
  if (one === other) return true;
  if (other === undefined || !('h' in one) || !('h' in other)) return false;
  return one.h === other.h && one.b === other.b && one.s === other.s;
}

function isSameLink(one: ScopeLink, other: ScopeLink): boolean {
  return one.hash === other.hash && one.seq === other.seq && one.recvAt === other.recvAt;
}
