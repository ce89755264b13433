/** How a page finds out who was here: the mark of the door first, the databases behind it, then the other tabs. */
import type { SessionEvent, SessionFacts, SessionStep } from './session-state.ts';
import { askedNow, askForPin, confirm, hasVault, isCurrent, noteMark, stay } from './session-steps.ts';

type Of<Kind extends SessionEvent['kind']> = Extract<SessionEvent, { kind: Kind }>;

/** The databases may have been quicker: they know everybody, and have the last word. */
export function handleMarked(facts: SessionFacts, { person: marked }: Of<'marked'>): SessionStep {
  if (!facts.isStarting || facts.hasStorageFailed || facts.shown.kind !== 'opening') return stay(facts);
  const persons = facts.looks.taken === 0 ? [marked] : facts.persons;
  return stay(askForPin({ ...facts, persons }, { person: marked.person, name: marked.name }));
}

/** Comes after the people of the same reading. */
export function handleDatabasesRead(before: SessionFacts, { last, owes }: Of<'databases_read'>): SessionStep {
  if (!before.isStarting) return stay(before);
  const facts: SessionFacts = { ...before, isStarting: false };
  const { shown } = facts;
  if (shown.kind !== 'opening' && shown.kind !== 'locked') return stay(facts);
  const asked = shown.kind === 'locked' ? shown.who.person : null;
  // Who was asked by the mark was quicker than the databases.
  if (asked !== null && facts.unlocking > 0) return stay(facts);
  if (asked !== null && !owes && last?.person === asked && hasVault(facts, asked)) return stay(facts);
  const opening: SessionFacts = { ...facts, shown: { kind: 'opening' } };
  const next: SessionStep =
    owes || last === null
      ? confirm(opening)
      : { facts: opening, effects: [{ do: 'ask_tabs', visit: opening.visit, last }] };
  if (asked === null) return next;
  return { ...next, effects: [{ do: 'mark', person: null }, ...next.effects] };
}

export function handleStorageFailed(facts: SessionFacts): SessionStep {
  return {
    facts: { ...facts, hasStorageFailed: true, shown: { kind: 'opening' } },
    effects: facts.shown.kind === 'signed_in' ? [{ do: 'follow', me: null, unlocked: false }] : [],
  };
}

export function handleTabsAnswered(facts: SessionFacts, event: Of<'tabs_answered'>): SessionStep {
  if (!isCurrent(facts, event) || facts.shown.kind !== 'opening') return stay(facts);
  if (facts.keys !== null)
    return { facts, effects: [{ do: 'read_kept', asked: askedNow(facts), by: 'tabs' }] };
  if (!hasVault(facts, event.last.person)) return confirm(facts);
  const next = askForPin(facts, event.last);
  return { facts: next, effects: noteMark(next) };
}
