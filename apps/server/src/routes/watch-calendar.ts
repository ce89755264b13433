/** The 24/7 calendar of a post as it is shown: planned shifts, shifts that were kept, every gap (GL-20). */
import type { CalendarGap, CalendarShift, PostCalendar, PostDevice } from '@truc/domain/api';
import type { Post } from '@truc/domain/facility';
import {
  currentShift,
  documentsAt,
  foldShifts,
  gapMinutes,
  gapsOf,
  noWatch,
  slotsBetween,
  waitingShift,
  type Gap,
  type Shift,
  type ShiftFact,
  type Slot,
} from '@truc/domain/shift';
import type { Register } from '../access/register.ts';
import { postScope, type Rights } from '../access/rights.ts';
import type { ReadFacts } from '../access/shift-facts.ts';
import { planOf } from './watch-plan-of.ts';

export type CalendarQuestion = {
  readonly register: Register;
  readonly rights: Rights;
  readonly read: ReadFacts;
  /** Whether the newest facts are among them: who is on duty now is not told from older ones. */
  readonly reachesNow: boolean;
  readonly devices: readonly PostDevice[];
  readonly period: Slot;
  readonly now: number;
};

export function calendarOf(post: Post, question: CalendarQuestion): PostCalendar {
  const { register, rights, period, now } = question;
  const { facts, reach } = question.read;
  const { documents, patterns } = planOf(register, post);
  const watch = foldShifts(facts, reach);
  const gaps = gapsOf({ watch, patterns, documents, period, now });
  const shifts = watch.shifts.filter(({ from, until }) => from < period.to && (until ?? now) > period.from);
  const newest = question.reachesNow ? watch : noWatch;
  const holder = currentShift(newest)?.holder ?? null;
  const scope = postScope(post);
  return {
    post: post.id,
    name: post.name,
    facility: post.facility === null ? null : (register.facilities.get(post.facility)?.name ?? post.facility),
    scope,
    accounts: rights.mayAccountForWatch(scope),
    appoints: rights.mayAppointWatch(scope),
    hasDocument: documentsAt(documents, now).length > 0,
    holder: holder && { person: holder.person, since: holder.since },
    waitingSince: waitingShift(newest)?.signing?.fact.at ?? null,
    slots: [...slotsBetween(patterns, period)],
    shifts: shifts.map(toShift),
    gaps: gaps.map((gap) => toGap(gap, question)),
    unmannedMinutes: Math.round(gapMinutes(gaps, 'unmanned')),
    people: namesIn(facts, register),
  };
}

function toShift({
  id,
  holder,
  state,
  from,
  until,
  planned,
  accepted,
  signing,
  exception,
}: Shift): CalendarShift {
  return {
    id,
    person: holder.person,
    state,
    from,
    until,
    planned,
    reservation: accepted?.body.reservation ?? null,
    signedAt: signing?.fact.at ?? null,
    signOut: signing?.fact.opId ?? null,
    acceptances: (signing?.acceptances ?? []).map(({ opId, actor, at }) => ({ opId, person: actor, at })),
    exception: exception?.body.reason ?? null,
  };
}

function toGap({ explanations, ...gap }: Gap, { devices }: CalendarQuestion): CalendarGap {
  const heardAt = Math.max(0, ...devices.map(({ seenAt }) => seenAt));
  return {
    ...gap,
    mayBeLostConnection: gap.isOpen && gap.kind === 'unmanned' && heardAt > 0 && heardAt <= gap.from,
    explanations: explanations.map(({ actor, at, body: { reason, text } }) => ({
      person: actor,
      at,
      reason,
      text,
    })),
  };
}

function namesIn(facts: readonly ShiftFact[], { people }: Register): Record<string, string> {
  const ids = new Set(facts.map(({ actor }) => actor));
  return Object.fromEntries([...ids].map((id) => [id, people.get(id)?.name ?? id]));
}
