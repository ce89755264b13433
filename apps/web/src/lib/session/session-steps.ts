/** What several events have in common. */
import type { Me } from '@truc/domain/api';
import { PersonIdSchema, type PersonId } from '@truc/sync/protocol';
import * as v from 'valibot';
import type { KnownPerson } from '#lib/ports/session-storage/session-store.ts';
import type { Asked, SessionEffect, SessionFacts, SessionStep, SignedOutBecause } from './session-state.ts';

export function stay(facts: SessionFacts): SessionStep {
  return { facts, effects: [] };
}

export function personOf({ person }: Me): PersonId {
  return v.parse(PersonIdSchema, person.id);
}

export function hasVault({ persons }: SessionFacts, person: PersonId): boolean {
  return persons.some((one) => one.person === person);
}

/** Whether an answer that was asked for in `visit` still says something. Not while somebody leaves. */
export function isCurrent({ visit, leaving }: SessionFacts, asked: { readonly visit: number }): boolean {
  return leaving === null && asked.visit === visit;
}

export function askedNow({ visit, openings }: SessionFacts): Asked {
  return { visit, openings };
}

/** Somebody comes, or leaves: what was under way is another visit's. */
export function nextVisit(facts: SessionFacts): SessionFacts {
  return { ...facts, visit: facts.visit + 1, isStarting: false, leaving: null };
}

/** Who is asked for his PIN when this device is started again. */
export function noteMark({ shown, persons }: SessionFacts): readonly SessionEffect[] {
  if (shown.kind !== 'locked' && shown.kind !== 'signed_in') return [];
  const who = shown.kind === 'locked' ? shown.who.person : personOf(shown.me);
  return [{ do: 'mark', person: persons.find(({ person }) => person === who) ?? null }];
}

export function look(facts: SessionFacts): SessionStep {
  const asked = facts.looks.asked + 1;
  return {
    facts: { ...facts, looks: { ...facts.looks, asked } },
    effects: [{ do: 'look', look: asked }],
  };
}

/** First what this device owes the server, then the question who is signed in. */
export function confirm(facts: SessionFacts): SessionStep {
  return { facts, effects: [payDebt(facts, { isForAnswer: true })] };
}

/** Another tab closed or opened keys meanwhile: what was answered before says nothing of those. */
export function askAgain(facts: SessionFacts): SessionStep {
  return facts.shown.kind === 'opening' ? confirm(facts) : stay(facts);
}

export function payDebt(
  { visit, departures }: SessionFacts,
  { isForAnswer }: { readonly isForAnswer: boolean },
): SessionEffect {
  return { do: 'pay_debt', visit, departures, isForAnswer };
}

export function askForPin(facts: SessionFacts, who: KnownPerson, hasPassword = false): SessionFacts {
  return { ...facts, shown: { kind: 'locked', who, hasPassword } };
}

/** He works here, if the keys that are open are his own. */
export function become(facts: SessionFacts, me: Me, isConfirmed: boolean): SessionStep {
  if (facts.keys !== personOf(me)) return stay(facts);
  const next: SessionFacts = { ...facts, shown: { kind: 'signed_in', me, isConfirmed } };
  return { facts: next, effects: [...noteMark(next), { do: 'follow', me, unlocked: !isConfirmed }] };
}

/** Whose keys went, or were another's: he is asked for his PIN. */
export function closeBook(facts: SessionFacts): SessionStep {
  if (facts.shown.kind !== 'signed_in') return stay(facts);
  const { me } = facts.shown;
  const next = askForPin(nextVisit(facts), { person: personOf(me), name: me.person.name });
  return {
    facts: { ...next, leaving: facts.leaving },
    effects: [{ do: 'follow', me: null, unlocked: false }],
  };
}

/** He leaves once it is noted: what was shown as left is left, also after the battery died. */
export function beginLeaving(
  facts: SessionFacts,
  { because, owes }: { readonly because: SignedOutBecause; readonly owes: boolean },
): SessionStep {
  const departures = facts.departures + (owes ? 1 : 0);
  return {
    facts: { ...nextVisit(facts), departures, leaving: { because, pays: owes } },
    effects: [{ do: 'note_leaving', owes }],
  };
}

export function leave(facts: SessionFacts, because: SignedOutBecause): SessionStep {
  if (facts.shown.kind === 'signed_out') return { facts, effects: [{ do: 'mark', person: null }] };
  return {
    facts: { ...facts, shown: { kind: 'signed_out', because } },
    effects: [
      { do: 'mark', person: null },
      { do: 'follow', me: null, unlocked: false },
    ],
  };
}
