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
  const header = { ...plainHeader(content), dev, inst, n, prev, hlc };
  const { wall, mono, off, err, v: version } = header;
  for (const number of [wall, mono, off ?? 0, err ?? 0, inst, n, hlc.t, hlc.c, version])
    invariant(Number.isSafeInteger(number), 'a header holds whole numbers only');
  const h = writeHeader(header);
  return { h, b: content.body, s: content.salt };
}

/** The one text of a content: what is encrypted. */
export function contentText(content: OperationContent): string {
  return canonicalJson({ header: plainHeader(content), body: content.body, salt: content.salt });
}

/** Canonical JSON knows no `undefined`: what is absent is left out. */
function plainHeader({ header: { base, ...header } }: OperationContent) {
  return base === undefined ? header : { ...header, base };
}
