import { invariant } from '@truc/base';
import * as v from 'valibot';
import { canonicalJson } from './canonical.ts';
import { OperationHeaderSchema, type OperationHeader, type WireOperation } from './operation.ts';

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

/**
 * The header's canonical JSON (EN2), written member by member in the order of the keys: each entry that a person writes and
 * each that is unsealed passes here. The test of the same name holds it equal to `canonicalJson`.
 */
export function assembleOperation(content: OperationContent, place: AllocatedPlace): WireOperation {
  const { opId, wall, mono, off, err, actor, lease, scope, kind, v: version, commit, base } = content.header;
  const { dev, inst, n, prev, hlc } = place;
  for (const number of [wall, mono, off ?? 0, err ?? 0, inst, n, hlc.t, hlc.c, version])
    invariant(Number.isSafeInteger(number), 'a header holds whole numbers only');
  const h =
    `{"actor":${JSON.stringify(actor)},${base === undefined ? '' : `"base":${canonicalJson(base)},`}` +
    `"commit":"${commit}","dev":"${dev}","err":${err},"hlc":{"c":${hlc.c},"t":${hlc.t}},"inst":${inst},` +
    `"kind":${JSON.stringify(kind)},"lease":${JSON.stringify(lease)},"mono":${mono},"n":${n},"off":${off},` +
    `"opId":"${opId}","prev":"${prev}","scope":"${scope}","v":${version},"wall":${wall}}`;
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
