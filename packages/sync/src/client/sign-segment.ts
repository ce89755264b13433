import { segmentClaim } from '@truc/sync/protocol';
import type { Segment } from './ports.ts';
import { fromStore, type RoundContext } from './round-context.ts';

/** The device's signature over a segment, or null where this browser can make none (DE5). */
export function signSegment(context: RoundContext, segment: Segment): Promise<string | null> {
  const { dev, inst, from, records } = segment;
  const last = records.at(-1);
  if (last === undefined) return Promise.resolve(null);
  const claim = segmentClaim({ dev, inst, from, to: last.n, hash: last.hash });
  return fromStore(context, context.ports.signer.sign(claim));
}
