import { invariant } from '@truc/base';
import * as v from 'valibot';
import { canonicalJson } from './canonical.ts';
import { OperationHeaderSchema, type OperationHeader, type WireOperation } from './operation.ts';
import { writeHeader } from './write-header.ts';

/**
 * What of an operation is known before the storing transaction gives it its place: what stores encrypt and what is sealed
 * to the server. The header's octets are the same for ever, whoever puts them together again (`assembleOperation`).
 */
export const OperationContentSchema = v.strictObject({
  header: v.omit(OperationHeaderSchema, ['dev', 'inst', 'n', 'prev', 'hlc']),
  body: v.string(),
  salt: v.string(),
});
export type OperationContent = v.InferOutput<typeof OperationContentSchema>;

/** What the storing transaction gives. */
export type AllocatedPlace = Pick<OperationHeader, 'dev' | 'inst' | 'n' | 'prev' | 'hlc'>;

/** The operation's octets, the same whoever puts them together, here or where it is unsealed. */
export function assembleOperation(content: OperationContent, place: AllocatedPlace): WireOperation {
  const { dev, inst, n, prev, hlc } = place;
  // Member by member: each entry that is written, read back or unsealed passes here, and a spread costs more than all the rest.
  const { opId, wall, mono, off, err, actor, lease, scope, kind, v: version, base, commit } = content.header;
  const areWhole = isWhole(wall) && isWhole(mono) && isWhole(off ?? 0) && isWhole(err ?? 0);
  const arePlaced = isWhole(inst) && isWhole(n) && isWhole(hlc.t) && isWhole(hlc.c) && isWhole(version);
  invariant(areWhole && arePlaced, 'a header holds whole numbers only');
  const header: OperationHeader = {
    opId,
    dev,
    inst,
    n,
    prev,
    hlc,
    wall,
    mono,
    off,
    err,
    actor,
    lease,
    scope,
    kind,
    v: version,
    commit,
  };
  const h = writeHeader(base === undefined ? header : { ...header, base });
  return { h, b: content.body, s: content.salt };
}

/** The one text of a content: what is encrypted. */
export function contentText(content: OperationContent): string {
  return canonicalJson({ header: plainHeader(content), body: content.body, salt: content.salt });
}

function isWhole(number: number): boolean {
  return Number.isSafeInteger(number);
}

/** Canonical JSON knows no `undefined`: what is absent is left out. */
function plainHeader({ header: { base, ...header } }: OperationContent) {
  return base === undefined ? header : { ...header, base };
}
