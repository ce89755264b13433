/**
 * The engine's own functions of texts, in runs with real digests: each is called once for what it is asked, however many
 * simulated devices ask it. All of them are pure, so that nobody can tell.
 */
import type * as protocol from '@truc/sync/protocol';
import type { HashHex, OperationHeader, ScopeLink, Sha256 } from '@truc/sync/protocol';

type Committed = { readonly body: string; readonly hash: HashHex };
type Linked = { readonly link: ScopeLink; readonly next: HashHex };

export class Once {
  readonly #hashes = new Map<string, HashHex>();
  readonly #headers = new Map<string, OperationHeader | null>();
  readonly #commitments = new Map<string, Committed>();
  readonly #links = new Map<HashHex, Linked>();

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
}

type Asked<Real extends (...parameters: never[]) => unknown> = [real: Real, ...Parameters<Real>];

function isSameLink(one: ScopeLink, other: ScopeLink): boolean {
  return one.hash === other.hash && one.seq === other.seq && one.recvAt === other.recvAt;
}
