/**
 * How the engine's texts and digests look in a run. In a symbolic one, headers and digests are symbols (`symbols.ts`); in a real
 * one every function is the engine's own, asked once for each text (`once.ts`): canonical JSON, SHA-256, the strict reader,
 * octets counted one by one.
 */
import type { Timers } from '@truc/base';
import type * as protocol from '@truc/sync/protocol';
import { Once } from './once.ts';
import { forgetSettled, isSettled } from './settled.ts';
import { Symbols, usualHeaderLength } from './symbols.ts';

type Protocol = typeof protocol;
type RealHashing = Pick<
  Protocol,
  | 'operationHash'
  | 'bodyCommitment'
  | 'nextScopeChain'
  | 'segmentSeal'
  | 'segmentClaim'
  | 'deviceGenesis'
  | 'scopeGenesis'
>;

/** `isCompact`: headers travel without what can be rebuilt; else whole, as the wire allows too. */
export type LensMode = { readonly digests: 'symbolic' | 'real'; readonly isCompact: boolean };

let symbols: Symbols | null = null;
let once = new Once();
let isCompact = true;

/** Starts a run: what the last one named is forgotten. */
export function setLens(mode: LensMode): void {
  symbols = mode.digests === 'symbolic' ? new Symbols() : null;
  once = new Once();
  isCompact = mode.isCompact;
}

/** Ends a run: nothing of it is held any more, so that its world is garbage as a whole. */
export function resetLens(): void {
  symbols = null;
  once = new Once();
  forgetSettled();
}

export function hashingThroughLens(real: RealHashing): RealHashing {
  return {
    operationHash: (sha256, header) =>
      symbols?.operationHash(header) ?? once.operationHash(real.operationHash, sha256, header),
    bodyCommitment: (sha256, salt, body) =>
      symbols?.commitment(salt, body) ?? once.commitment(real.bodyCommitment, sha256, salt, body),
    nextScopeChain: (sha256, link) => symbols?.link(link) ?? once.link(real.nextScopeChain, sha256, link),
    segmentSeal: (sha256, ops) => symbols?.seal(ops) ?? once.seal(real.segmentSeal, sha256, ops),
    segmentClaim: (claim) => (symbols === null ? real.segmentClaim(claim) : symbols.claim(claim)),
    deviceGenesis: (sha256, dev, inst) =>
      symbols === null ? real.deviceGenesis(sha256, dev, inst) : symbols.digest('device', `${dev}:${inst}`),
    scopeGenesis: (sha256, scope, epoch) =>
      symbols === null
        ? real.scopeGenesis(sha256, scope, epoch)
        : symbols.digest('scope', `${scope}:${epoch}`),
  };
}

export function writingThroughLens(real: Pick<Protocol, 'writeHeader'>): Pick<Protocol, 'writeHeader'> {
  return {
    writeHeader: (header) => (symbols === null ? real.writeHeader(header) : symbols.writeHeader(header)),
  };
}

export function readingThroughLens(real: Pick<Protocol, 'readHeader'>): Pick<Protocol, 'readHeader'> {
  return {
    readHeader: (op) => symbols?.readHeader(op.h) ?? once.readHeader(real.readHeader, op),
  };
}

/** Salts and ids of a symbolic run are names too: nothing is drawn, and no two are alike. */
export function drawingThroughLens(
  real: Pick<Protocol, 'freshSalt' | 'freshOperationId'>,
): Pick<Protocol, 'freshSalt' | 'freshOperationId'> {
  return {
    freshSalt: (randomBytes) => symbols?.freshSalt() ?? real.freshSalt(randomBytes),
    freshOperationId: (wall, randomBytes) =>
      symbols?.freshOperationId() ?? real.freshOperationId(wall, randomBytes),
  };
}

/** The body of a burst of entries is one object: its text is made once. */
export function canonicalThroughLens(real: Pick<Protocol, 'canonicalJson'>): Pick<Protocol, 'canonicalJson'> {
  let last: protocol.Json = null;
  let text = 'null';
  return {
    canonicalJson(value) {
      if (symbols === null || typeof value !== 'object') return real.canonicalJson(value);
      if (value !== last) {
        text = real.canonicalJson(value);
        last = value;
      }
      return text;
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

export function lengthsThroughLens(
  real: Pick<Protocol, 'utf8Length' | 'isSalt'>,
): Pick<Protocol, 'utf8Length' | 'isSalt'> {
  return {
    isSalt: (text) => symbols?.isSalt(text) === true || real.isSalt(text),
    utf8Length(text) {
      if (symbols === null) return once.utf8Length(real.utf8Length, text);
      return symbols.isHeader(text) ? usualHeaderLength : text.length;
    },
  };
}

type Waiting = {
  readonly within: <T>(timers: Timers, limitMs: number, promise: Promise<T>) => Promise<T>;
};

/** No deadline over what is answered already. */
export function waitingThroughLens(real: Waiting): Waiting {
  return {
    within: (timers, limitMs, promise) =>
      symbols !== null && isSettled(promise) ? promise : real.within(timers, limitMs, promise),
  };
}
