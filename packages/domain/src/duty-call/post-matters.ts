import { dayMs } from '../shift/civil-day.ts';
import { gapsOf } from '../shift/coverage.ts';
import { waitingShift } from '../shift/decide.ts';
import { slotsBetween, type AssignmentDocument, type ShiftPattern } from '../shift/plan.ts';
import type { Watch } from '../shift/shift.ts';
import type { Matter } from './matter.ts';

export type PostQuestion = {
  readonly post: { readonly id: string; readonly facility: string | null };
  readonly watch: Watch;
  readonly patterns: readonly ShiftPattern[];
  readonly documents: readonly AssignmentDocument[];
  readonly now: number;
  /** How long a planned post may be without anybody before somebody is called. */
  readonly afterMs: number;
  /** How long a signed handover may wait for whoever takes over. */
  readonly handoverWaitMs: number;
};

/** GL-20, GL-23: a planned shift that nobody keeps, and a signed handover that nobody accepts. */
export function postMatters(question: PostQuestion): readonly Matter[] {
  return [...unmanned(question), ...waiting(question)];
}

/** Of each planned shift by itself: a shift that begins with nobody there is a new matter. */
function unmanned({ post, watch, patterns, documents, now, afterMs }: PostQuestion): Matter[] {
  const slot = slotsBetween(patterns, { from: now, to: now + 1 })[0];
  if (slot === undefined) return [];
  const period = { from: slot.from - dayMs, to: now };
  const gap = gapsOf({ watch, patterns, documents, period, now }).find(
    ({ kind, isOpen }) => kind === 'unmanned' && isOpen,
  );
  if (gap === undefined) return [];
  const since = Math.max(gap.from, slot.from);
  return since + afterMs > now ? [] : [matterOf('post_unmanned', post, { since, episode: String(since) })];
}

function waiting({ post, watch, now, handoverWaitMs }: PostQuestion): Matter[] {
  const signed = waitingShift(watch)?.signing?.fact;
  if (signed === undefined || signed.at + handoverWaitMs > now) return [];
  return [matterOf('handover_waits', post, { since: signed.at, episode: signed.opId })];
}

function matterOf(
  kind: Matter['kind'],
  { id, facility }: PostQuestion['post'],
  { since, episode }: { readonly since: number; readonly episode: string },
): Matter {
  const scope = `post:${id}`;
  return { key: `${kind} ${scope} ${episode}`, kind, scope, facility, about: id, since, except: [] };
}
