/**
 * GL-15, KH-10, KH-11: an outage within a permit's time and assets is linked to it. One outside of every permit raises the
 * question "nghi can thiệp trái phép?", which a person answers before the fault is closed.
 */
import { permitFor, type Permit, type Permits } from '../intervention/permit.ts';
import type { Fault, Judgement } from './fault.ts';
import { opensCase } from './words.ts';

export type Interference =
  /** Nobody has told of an outage, or it is told by its parent. */
  | { readonly state: 'not_asked' }
  | { readonly state: 'permitted'; readonly permit: Permit }
  | { readonly state: 'unanswered' }
  | { readonly state: 'none' | 'suspected'; readonly judgement: Judgement };

export function interferenceOf(
  { report, parent, judgement, closing }: Fault,
  permits: Permits,
): Interference {
  if (report === null) return { state: 'not_asked' };
  // What a person says weighs more than a permit that covers the hour.
  if (judgement !== null) return { state: judgement.verdict, judgement };
  if (parent !== null) return { state: 'not_asked' };
  const permit = permitFor(permits, report.asset, report.since);
  if (permit !== null) return { state: 'permitted', permit };
  // Those that were closed before the question was known are not asked afterwards.
  return { state: closing === null ? 'unanswered' : 'not_asked' };
}

/** KH-06, KH-07: whether it is a matter for a case of its own, by its cause or by what a person suspects. */
export function callsForCase({ judgement, closing }: Fault): boolean {
  return judgement?.verdict === 'suspected' || (closing !== null && opensCase(closing.cause));
}
