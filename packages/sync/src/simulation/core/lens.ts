/**
 * What the engine's digests and parsing look like in a fast run: the mixing hash instead of SHA-256, and each text digested
 * and parsed once a run however many tablets receive it, and octets counted as characters. In a real run every function is
 * the engine's own.
 */
import type { OperationHeader, ScopeLink, Sha256, TravellingOperation } from '@truc/sync/protocol';
import type * as protocol from '@truc/sync/protocol';
import { hashText } from './fast-hash.ts';

type Protocol = typeof protocol;
type RealHashing = Pick<
  Protocol,
  'operationHash' | 'bodyCommitment' | 'nextScopeChain' | 'segmentSeal' | 'deviceGenesis' | 'scopeGenesis'
>;
type Link = ScopeLink & { readonly next: ScopeLink['chain'] };
type Commitment = { readonly body: string; readonly hash: ScopeLink['hash'] };

let isFast = false;
let isCompact = true;
let hashes = new Map<string, ScopeLink['hash']>();
let commitments = new Map<string, Commitment>();
let links = new Map<string, Link>();
let headers = new Map<string, OperationHeader | null>();

/** `isCompact`: headers travel without what can be rebuilt; else whole, as the wire allows too. */
export type LensMode = { readonly digests: 'fast' | 'real'; readonly isCompact: boolean };

/** Starts a run: what the last one digested and parsed is forgotten. */
export function setLens(mode: LensMode): void {
  isFast = mode.digests === 'fast';
  isCompact = mode.isCompact;
  hashes = new Map();
  commitments = new Map();
  links = new Map();
  headers = new Map();
}

export function hashingThroughLens(real: RealHashing): RealHashing {
  return {
    operationHash: (sha256, header) =>
      isFast ? fastOperationHash(header) : real.operationHash(sha256, header),
    bodyCommitment: (...parameters) =>
      isFast ? fastCommitment(...parameters) : real.bodyCommitment(...parameters),
    nextScopeChain: (sha256, link) => (isFast ? fastLink(link) : real.nextScopeChain(sha256, link)),
    segmentSeal: (sha256, ops) => (isFast ? fastSeal(ops) : real.segmentSeal(sha256, ops)),
    deviceGenesis: (sha256, dev, inst) =>
      isFast ? hashText(2, `${dev}:${inst}`) : real.deviceGenesis(sha256, dev, inst),
    scopeGenesis: (sha256, scope, epoch) =>
      isFast ? hashText(3, `${scope}:${epoch}`) : real.scopeGenesis(sha256, scope, epoch),
  };
}

export function headersThroughLens(real: Pick<Protocol, 'readHeader'>): Pick<Protocol, 'readHeader'> {
  return {
    readHeader(op) {
      if (!isFast) return real.readHeader(op);
      let header = headers.get(op.h);
      if (header === undefined) headers.set(op.h, (header = real.readHeader(op)));
      return header;
    },
  };
}

export function compactingThroughLens(
  real: Pick<Protocol, 'compactOperations'>,
): Pick<Protocol, 'compactOperations'> {
  return {
    compactOperations: (...parameters) =>
      isCompact ? real.compactOperations(...parameters) : [...parameters[0]],
  };
}

export function lengthsThroughLens(real: Pick<Protocol, 'utf8Length'>): Pick<Protocol, 'utf8Length'> {
  return {
    utf8Length(text) {
      return isFast ? text.length : real.utf8Length(text);
    },
  };
}

function fastOperationHash(header: string): ScopeLink['hash'] {
  let hash = hashes.get(header);
  if (hash === undefined) hashes.set(header, (hash = hashText(0, header)));
  return hash;
}

function fastCommitment(_sha256: Sha256, salt: string, body: string): ScopeLink['hash'] {
  const known = commitments.get(salt);
  if (known?.body === body) return known.hash;
  const hash = hashText(5, salt + body);
  if (known === undefined) commitments.set(salt, { body, hash });
  return hash;
}

function fastLink(link: ScopeLink): ScopeLink['chain'] {
  const known = links.get(link.chain);
  if (known?.hash === link.hash && known.seq === link.seq && known.recvAt === link.recvAt) return known.next;
  const next = hashText(1, `${link.chain}${link.hash}${link.seq}:${link.recvAt}`);
  links.set(link.chain, { ...link, next });
  return next;
}

/** Over the headers' digests, bodies and salts: an octet that was changed on the way changes it, as the real one does. */
function fastSeal(ops: readonly TravellingOperation[]): ScopeLink['hash'] {
  let text = '';
  for (const op of ops)
    text += 'h' in op ? `${fastOperationHash(op.h)}${op.b.length}:${op.b}${op.s}` : JSON.stringify(op.sealed);
  return hashText(4, text);
}
